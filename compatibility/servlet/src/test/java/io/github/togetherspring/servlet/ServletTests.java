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

package io.github.togetherspring.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.fromModel;
import static io.github.togetherspring.simulator.script.SimulatedResponse.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests that an application with Spring MVC stays one, streams, and tells failures as
 * problems.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "together.web.problem-details.enabled=true", "together.retry.enabled=false",
				"together.api-key=sk-servlet-secret" })
@AutoConfigureTogetherSimulator
@ExtendWith(OutputCaptureExtension.class)
class ServletTests {

	private static final String PROMPT = "a secret prompt";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	@Autowired
	private WebServerApplicationContext context;

	@Test
	void serverIsTomcat() {
		assertThat(this.context.getWebServer()).isInstanceOf(TomcatWebServer.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/blocking", "/mono" })
	void textIsReadWhole(String path, TogetherSimulator simulator) throws Exception {
		simulator.enqueue(SimulatedResponse.completion(" there was a fox."));
		assertThat(post(path).body()).isEqualTo(" there was a fox.");
	}

	@Test
	void eventsArriveWithTheirHeaders(TogetherSimulator simulator) throws Exception {
		simulator.enqueue(SimulatedResponse.events("{\"choices\":[{\"index\":0,\"text\":\" a\"}]}",
				"{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}", "[DONE]"));
		HttpResponse<String> response = post("/events");
		assertThat(response.body()).isEqualTo("""
				id:1

				:quiet

				data:{"choices":[{"index":0,"text":" a"}]}

				data:{"choices":[{"index":0,"text":"","finish_reason":"stop"}]}

				event:done
				data:{}

				""");
		assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
		assertThat(response.headers().firstValue("Cache-Control")).contains("no-store, no-transform");
	}

	@Test
	void failureMidwayIsAnEvent(TogetherSimulator simulator) throws Exception {
		simulator.enqueue(tokens(" upon", " a", " time").resetAfter(2));
		String body = post("/events").body();
		assertThat(body).contains("\nevent:error\ndata:{", "\"status\":502").doesNotContain("event:done");
		assertThat(simulator.awaitIdle(Duration.ofSeconds(10))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "/blocking, 400, 400", "/blocking, 401, 502", "/blocking, 429, 429", "/mono, 500, 500",
			"/mono, 401, 502", "/stream, 503, 503", "/stream, 401, 502" })
	void failureIsAProblemAndOneLineInTheLog(String path, int upstream, int status, TogetherSimulator simulator,
			CapturedOutput output) throws Exception {
		simulator.enqueue(error(upstream, "some_type", "You said: " + PROMPT + " with sk-servlet-secret")
			.withHeader("retry-after", "7")
			.withHeader("x-request-id", "id-1"));
		HttpResponse<String> response = post(path);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.headers().firstValue("Retry-After").orElse("none"))
			.isEqualTo((status == 429 || status == 503) ? "7" : "none");
		JsonNode problem = JsonMapper.shared().readTree(response.body());
		assertThat(problem.get("status").intValue()).isEqualTo(status);
		assertThat(problem.get("upstream_status").intValue()).isEqualTo(upstream);
		assertThat(problem.get("request_id").stringValue()).isEqualTo("id-1");
		assertThat(problem.get("retry_after").intValue()).isEqualTo(7);
		assertThat(response.body()).doesNotContain("sk-servlet-secret");
		assertThat(output.getOut().lines().filter((line) -> line.contains("Completion failed"))).singleElement()
			.asString()
			.contains("WARN", "upstream status " + upstream, "request id id-1");
		assertThat(output).doesNotContain("\tat ", PROMPT, "sk-servlet-secret");
	}

	@Test
	void serverIsNotNamed(TogetherSimulator simulator) throws Exception {
		simulator.onlyModels("another");
		assertThat(JsonMapper.shared().readTree(post("/blocking").body()).get("detail").stringValue())
			.startsWith("Unable to access model m.")
			.doesNotContain("127.0.0.1");
	}

	@Test
	void streamThatBreaksBreaksForItsReaderToo(TogetherSimulator simulator) {
		simulator.enqueue(SimulatedResponse.events("{\"choices\":[{\"index\":0,\"text\":\" a\"}]}"));
		assertThatIOException().isThrownBy(() -> post("/stream"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/blocking", "/mono", "/stream" })
	void brokenConnectionIsAProblem(String path, TogetherSimulator simulator) throws Exception {
		simulator.enqueue(fromModel().resetBeforeHeaders());
		assertThat(post(path).statusCode()).isEqualTo(502);
	}

	private HttpResponse<String> post(String path) throws IOException, InterruptedException {
		return HTTP.send(request(path).POST(HttpRequest.BodyPublishers.ofString(PROMPT)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.context.getWebServer().getPort() + path))
			.timeout(Duration.ofSeconds(20));
	}

}
