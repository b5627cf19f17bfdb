/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.togetherspring.test.junit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherSimulatorExtension}.
 */
class TogetherSimulatorExtensionTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final Set<Integer> ports = ConcurrentHashMap.newKeySet();

	@BeforeEach
	void forget() {
		ports.clear();
	}

	@Test
	void classWithAStaticFieldHasOneSimulatorWhichIsReset() {
		run(StaticField.class).testEvents().assertStatistics((events) -> events.succeeded(3).failed(0));
		assertThat(ports).hasSize(1).noneMatch(TogetherSimulatorExtensionTests::answers);
	}

	@Test
	void eachTestHasASimulatorWithAFieldThatIsNotStatic() {
		run(OwnField.class).testEvents().assertStatistics((events) -> events.succeeded(8).failed(0));
		assertThat(ports).hasSize(8).noneMatch(TogetherSimulatorExtensionTests::answers);
	}

	@Test
	void parametersAreResolvedWithExtendWith() {
		run(Parameters.class).testEvents().assertStatistics((events) -> events.succeeded(1).failed(0));
	}

	@Test
	void strictTestFailsWithARequestThatWasNotScripted() {
		run(Strict.class).testEvents()
			.assertStatistics((events) -> events.succeeded(1).failed(1))
			.failed()
			.assertEventsMatchExactly(EventConditions.event(EventConditions.finishedWithFailure(
					TestExecutionResultConditions.instanceOf(AssertionError.class), TestExecutionResultConditions
						.message((message) -> message.contains("No stub matches") && message.contains("sea")))));
	}

	@Test
	@Tag("timing")
	void fiveHundredTestsTakeLittleTime() {
		// The fastest of three, for machines that have other things to do.
		assertThat(Stream.generate(TogetherSimulatorExtensionTests::runFiveHundred).limit(3))
			.anyMatch((duration) -> duration.compareTo(Duration.ofSeconds(5)) < 0);
	}

	private static Duration runFiveHundred() {
		long start = System.nanoTime();
		run(FiveHundred.class).testEvents().assertStatistics((events) -> events.succeeded(500).failed(0));
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static EngineExecutionResults run(Class<?> type) {
		return EngineTestKit.engine("junit-jupiter")
			.configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
			.selectors(DiscoverySelectors.selectClass(type))
			.execute();
	}

	private static boolean answers(int port) {
		try {
			send("http://127.0.0.1:" + port + "/v1", "p");
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String send(String baseUrl, String prompt) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/completions"))
			.header("authorization", "Bearer key")
			.POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"prompt\":\"" + prompt + "\"}"))
			.build();
		try {
			return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class StaticField {

		@RegisterExtension
		static final TogetherSimulatorExtension extension = new TogetherSimulatorExtension(
				TogetherSimulator.builder().apiKey("key"));

		@AfterAll
		static void isStillRunning() {
			assertThat(answers(extension.simulator().port())).isTrue();
		}

		@RepeatedTest(2)
		void test(TogetherSimulator simulator) throws Exception {
			assertThat(simulator).isSameAs(extension.simulator());
			assertThat(simulator.requests()).isEmpty();
			ports.add(simulator.port());
			send(extension.baseUrl(), "p");
			simulator.enqueue(SimulatedResponse.status(500));
			assertThat(simulator.requests()).hasSize(1);
		}

		@Nested
		class Inner {

			@Test
			void test(TogetherSimulator simulator) {
				assertThat(simulator.requests()).isEmpty();
				ports.add(simulator.port());
			}

		}

	}

	@Execution(ExecutionMode.CONCURRENT)
	static class OwnField {

		@RegisterExtension
		final TogetherSimulatorExtension extension = new TogetherSimulatorExtension();

		@RepeatedTest(8)
		void test(TogetherSimulator simulator) throws Exception {
			assertThat(ports.add(simulator.port())).isTrue();
			simulator.on(RequestPattern.prompt("p")).respond(SimulatedResponse.text(200, "port " + simulator.port()));
			assertThat(send(this.extension.baseUrl(), "p")).isEqualTo("port " + simulator.port());
			assertThat(simulator.requests()).hasSize(1);
		}

	}

	@ExtendWith(TogetherSimulatorExtension.class)
	static class Parameters {

		@Test
		void test(TogetherSimulator simulator) throws Exception {
			assertThat(send(simulator.baseUrl(), "p")).contains("text.completion");
		}

	}

	static class Strict {

		@RegisterExtension
		static final TogetherSimulatorExtension extension = new TogetherSimulatorExtension(
				TogetherSimulator.builder().strict());

		@Test
		void fallsBack(TogetherSimulator simulator) throws Exception {
			simulator.on(RequestPattern.prompt("sea")).respond(SimulatedResponse.completion(" water"));
			send(simulator.baseUrl(), "sun");
		}

		@Test
		void isScripted(TogetherSimulator simulator) throws Exception {
			simulator.on(RequestPattern.prompt("sea")).respond(SimulatedResponse.completion(" water"));
			assertThat(send(simulator.baseUrl(), "sea")).contains(" water");
		}

	}

	@ExtendWith(TogetherSimulatorExtension.class)
	static class FiveHundred {

		@RepeatedTest(500)
		void test(TogetherSimulator simulator) throws IOException {
			assertThat(simulator.requests()).isEmpty();
			simulator.on(RequestPattern.prompt("p")).respond(SimulatedResponse.completion(" a fox"));
			assertThat(send(simulator.baseUrl(), "p")).contains(" a fox");
			assertThat(simulator.requests()).hasSize(1);
		}

	}

}
