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

package io.github.togetherspring.test.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.test.assertj.TogetherAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the simulators of several test classes: which share one, when it ends, and
 * what happens in parallel.
 */
class SimulatorContextTests {

	private static final Set<Integer> ports = ConcurrentHashMap.newKeySet();

	@BeforeEach
	void forget() {
		ports.clear();
	}

	@Test
	void classesWithTheSameContextShareASimulatorAlsoInParallel() {
		run(One.class, Two.class, StrictOne.class).testEvents()
			.assertStatistics((events) -> events.succeeded(11).failed(0));
		assertThat(ports).hasSize(1);
	}

	@Test
	void classesWithOtherContextsHaveSimulatorsOfTheirOwn() {
		run(One.class, OtherContext.class).testEvents().assertStatistics((events) -> events.succeeded(6).failed(0));
		assertThat(ports).hasSize(2);
	}

	@Test
	void simulatorEndsWithItsContext() {
		run(Dirty.class).testEvents().assertStatistics((events) -> events.succeeded(1).failed(0));
		assertThat(ports).hasSize(1).allSatisfy(SimulatorContextTests::assertClosed);
	}

	@Test
	void simulatorEndsWithAContextThatFailsToStart() {
		run(Broken.class).testEvents().assertStatistics((events) -> events.failed(1));
		assertThat(ports).hasSize(1).allSatisfy(SimulatorContextTests::assertClosed);
	}

	@Test
	void strictTestFailsEvenIfTheApplicationHidesTheFailure() {
		run(StrictAndHidden.class).testEvents()
			.failed()
			.assertEventsMatchExactly(EventConditions.event(EventConditions.finishedWithFailure(
					TestExecutionResultConditions.instanceOf(AssertionError.class), TestExecutionResultConditions
						.message((message) -> message.contains("No stub matches") && message.contains("\"two\"")))));
	}

	@Test
	void testsWithoutTheAnnotationHaveNoSimulator() {
		run(Without.class).testEvents().assertStatistics((events) -> events.succeeded(1).failed(0));
	}

	private static EngineExecutionResults run(Class<?>... types) {
		return EngineTestKit.engine("junit-jupiter")
			.configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
			.configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
			.selectors(Stream.of(types).map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new))
			.execute();
	}

	private static void assertClosed(int port) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new Socket("127.0.0.1", port).close());
	}

	abstract static class Repeated {

		@Autowired
		private CompletionsClient client;

		@RepeatedTest(5)
		void test(TogetherSimulator simulator) {
			ports.add(simulator.port());
			TogetherAssertions.assertThat(simulator).receivedNothing();
			String answer = " " + getClass().getSimpleName();
			simulator.on(RequestPattern.prompt("p")).respond(SimulatedResponse.completion(answer));
			for (int i = 0; i < 5; i++) {
				assertThat(this.client.create((request) -> request.model("m").prompt("p")).text()).isEqualTo(answer);
			}
			TogetherAssertions.assertThat(simulator).received(5, RequestPattern.anyPrompt());
		}

	}

	@SpringBootTest(classes = Application.class)
	@AutoConfigureTogetherSimulator
	static class One extends Repeated {

	}

	@SpringBootTest(classes = Application.class)
	@AutoConfigureTogetherSimulator
	static class Two extends Repeated {

	}

	@SpringBootTest(classes = Application.class)
	@AutoConfigureTogetherSimulator(strict = true)
	static class StrictOne {

		@Test
		void test(TogetherSimulator simulator, @Autowired CompletionsClient client) {
			ports.add(simulator.port());
			assertThatExceptionOfType(TogetherResponseException.NotFound.class)
				.isThrownBy(() -> client.create((request) -> request.model("m").prompt("p")))
				.withMessageContaining("There are no stubs");
			simulator.reset();
		}

	}

	@SpringBootTest(classes = Application.class)
	@AutoConfigureTogetherSimulator(strict = true)
	static class StrictAndHidden {

		@Test
		void test(TogetherSimulator simulator, @Autowired CompletionsClient client) {
			simulator.on(RequestPattern.prompt("one")).respond(SimulatedResponse.completion(" 1"));
			assertThatExceptionOfType(TogetherResponseException.NotFound.class)
				.isThrownBy(() -> client.create((request) -> request.model("m").prompt("two")));
		}

	}

	@SpringBootTest(classes = Application.class, properties = "together.completions.model=other")
	@AutoConfigureTogetherSimulator
	static class OtherContext {

		@Test
		void test(TogetherSimulator simulator, @Autowired CompletionsClient client) {
			ports.add(simulator.port());
			client.create((request) -> request.prompt("p"));
			TogetherAssertions.assertThat(simulator).lastRequest().hasModel("other");
		}

	}

	@SpringBootTest(classes = Application.class,
			properties = { "spring.main.lazy-initialization=true", "together.completions.model=dirty" })
	@AutoConfigureTogetherSimulator
	@DirtiesContext
	static class Dirty {

		@Test
		void test(TogetherSimulator simulator) {
			ports.add(simulator.port());
		}

	}

	@SpringBootTest(classes = BrokenApplication.class)
	@AutoConfigureTogetherSimulator
	static class Broken {

		@Test
		void test() {
		}

	}

	@SpringBootTest(classes = Application.class)
	static class Without {

		@Test
		void test(@Autowired(required = false) TogetherSimulator simulator) {
			assertThat(simulator).isNull();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class BrokenApplication {

		@Bean
		String broken(TogetherSimulator simulator) {
			ports.add(simulator.port());
			throw new IllegalStateException("broken");
		}

	}

}
