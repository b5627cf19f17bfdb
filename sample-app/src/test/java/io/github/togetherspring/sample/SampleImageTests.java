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

package io.github.togetherspring.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.test.assertj.TogetherAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the image of the sample application, which calls a simulator outside of its
 * container.
 */
@Tag("container")
@EnabledIfEnvironmentVariable(named = "SAMPLE_IMAGE", matches = ".+",
		disabledReason = "NOT RUN: needs a container engine and, in SAMPLE_IMAGE, an image made with sample-app/Dockerfile")
class SampleImageTests {

	private static final TogetherSimulator simulator = TogetherSimulator.builder()
		.host("0.0.0.0")
		.apiKey("key-of-the-container")
		.start();

	private static final GenericContainer<?> application = new GenericContainer<>(System.getenv("SAMPLE_IMAGE"))
		.withExtraHost("host", "host-gateway")
		.withEnv("TOGETHER_BASE_URL", "http://host:" + simulator.port() + "/v1")
		.withEnv("TOGETHER_API_KEY", "key-of-the-container")
		.withExposedPorts(8080)
		.waitingFor(Wait.forHttp("/actuator/health"));

	@BeforeAll
	static void start() {
		application.start();
	}

	@AfterAll
	static void stop() {
		application.stop();
		simulator.close();
	}

	@Test
	void answersComeFromTheServerOutside() throws Exception {
		simulator.on(RequestPattern.prompt("Once")).respond(SimulatedResponse.completion(" there was a fox."));
		assertThat(post("/api/completions")).contains("\"text\":\" there was a fox.\"");
		TogetherAssertions.assertThat(simulator)
			.received(RequestPattern.prompt("Once").withApiKey("key-of-the-container"));
	}

	@Test
	void streamsComeFromTheServerOutside() throws Exception {
		simulator.on(RequestPattern.prompt("Once").streamed()).respond(SimulatedResponse.tokens(" a", " fox"));
		assertThat(post("/api/completions/stream")).contains("\"text\":\" a\"", "\"text\":\" fox\"", "event:done");
	}

	private static String post(String path) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://" + application.getHost() + ":" + application.getMappedPort(8080) + path))
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"Once\"}"))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

}
