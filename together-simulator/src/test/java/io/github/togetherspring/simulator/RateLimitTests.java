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

package io.github.togetherspring.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for rate limits over real sockets.
 */
class RateLimitTests {

	// So low that no further request is admitted during a test.
	private static final SimulatedRateLimit ONE_IN_AN_HOUR = SimulatedRateLimit.builder().base(1.0 / 60).build();

	private final TogetherSimulator simulator = TogetherSimulator.builder().rateLimit(ONE_IN_AN_HOUR).start();

	private final SimulatorCaller caller = new SimulatorCaller(this.simulator);

	@AfterEach
	void close() {
		this.simulator.close();
	}

	@Test
	void requestAboveTheLimitIsRefused() {
		this.caller.complete("");
		HttpResponse<String> refusal = this.caller.send(this.caller.completionRequest("\"stream\":true"));
		assertThat(refusal.statusCode()).isEqualTo(429);
		assertThat(refusal.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
		assertThat(refusal.headers().firstValue("x-ratelimit-remaining-dynamic")).contains("0");
		assertThat(refusal.headers().firstValue("x-ratelimit-reset"))
			.hasValueSatisfying((reset) -> assertThat(Integer.parseInt(reset)).isBetween(3000, 3600));
		JsonNode body = SimulatorCaller.json(refusal.body());
		assertThat(body.get("error_type").stringValue()).isEqualTo("dynamic_request_limited");
		assertThat(body.get("error").get("type").stringValue()).isEqualTo("dynamic_request_limited");
	}

	@Test
	void refusalKeepsTheConnection() throws IOException {
		this.caller.complete("");
		String body = SimulatorCaller.body("");
		byte[] request = ("POST /v1/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer any-key\r\n"
				+ "content-length: " + body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.simulator.port())) {
			socket.setSoTimeout(30_000);
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			for (int i = 0; i < 20; i++) {
				socket.getOutputStream().write(request);
				assertThat(reader.readLine()).isEqualTo("HTTP/1.1 429 Too Many Requests");
				int length = 0;
				for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
					length = line.startsWith("content-length: ") ? Integer.parseInt(line.substring(16)) : length;
				}
				assertThat(reader.skip(length)).isEqualTo(length);
			}
		}
	}

	@Test
	void busyServiceRefusesWithAnotherStatus() {
		this.simulator.limitRate(SimulatedRateLimit.builder().busy(1, 0).build());
		HttpResponse<String> refusal = this.caller.send(this.caller.completionRequest(""));
		assertThat(refusal.statusCode()).isEqualTo(503);
		assertThat(refusal.headers().firstValue("x-ratelimit")).contains("false");
	}

	@Test
	void refusalUsesNoScriptedResponse() {
		this.simulator.enqueue(SimulatedResponse.completion("one"), SimulatedResponse.completion("two"));
		this.caller.complete("");
		assertThat(this.caller.send(this.caller.completionRequest("")).statusCode()).isEqualTo(429);
		this.simulator.limitRate(null);
		assertThat(this.caller.complete("").get("choices").get(0).get("text").stringValue()).isEqualTo("two");
	}

	@Test
	void wrongKeysAndOtherPathsAreNotLimited() {
		this.caller.complete("");
		assertThat(this.caller.send(this.caller.request("/models").build()).statusCode()).isEqualTo(200);
		this.simulator.requireApiKey("other");
		assertThat(this.caller.send(this.caller.completionRequest("")).statusCode()).isEqualTo(401);
	}

	@Test
	void onlySuccessesRaiseTheLimit() {
		this.simulator.limitRate(SimulatedRateLimit.builder().base(6000).factor(1_000_000).build());
		this.caller.post("{\"model\":\"m\"}");
		this.simulator.enqueue(SimulatedResponse.status(500));
		this.caller.send(this.caller.completionRequest(""));
		assertThat(this.simulator.requestsPerSecond("any-key", "m")).isEqualTo(100);
		this.caller.complete("");
		assertThat(this.simulator.requestsPerSecond("any-key", "m")).isGreaterThan(100);
		assertThat(this.simulator.requestsPerSecond("any-key", "n")).isEqualTo(100);
	}

	@Test
	void resetRestoresTheLimitAndForgetsTheTraffic() {
		this.caller.complete("");
		this.simulator.limitRate(null);
		this.simulator.reset();
		this.caller.complete("");
		assertThat(this.caller.send(this.caller.completionRequest("")).statusCode()).isEqualTo(429);
	}

	@Test
	void responsesAreRemovedWithoutTheLimitAndItsTraffic() {
		this.simulator.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.status(500));
		this.simulator.enqueue(SimulatedResponse.status(501));
		this.simulator.removeResponses();
		this.caller.complete("");
		this.simulator.removeResponses();
		assertThat(this.caller.send(this.caller.completionRequest("")).statusCode()).isEqualTo(429);
		assertThat(this.simulator.requests()).hasSize(2);
	}

	@Test
	void compressedTimeAdmitsAnotherRequestSoon() {
		this.simulator.limitRate(ONE_IN_AN_HOUR.toBuilder().timeFactor(100_000_000).build());
		this.caller.complete("");
		this.caller.complete("");
	}

	@ParameterizedTest
	@MethodSource
	void settingOutOfRangeIsRejected(Consumer<SimulatedRateLimit.Builder> setting) {
		SimulatedRateLimit.Builder builder = SimulatedRateLimit.builder();
		setting.accept(builder);
		assertThatIllegalArgumentException().isThrownBy(builder::build);
	}

	static Stream<Consumer<SimulatedRateLimit.Builder>> settingOutOfRangeIsRejected() {
		return Stream.of((limit) -> limit.base(0), (limit) -> limit.base(Double.NaN), (limit) -> limit.factor(-1),
				(limit) -> limit.factor(Double.POSITIVE_INFINITY), (limit) -> limit.fixed(-1.0),
				(limit) -> limit.burst(Duration.ofMillis(-1)), (limit) -> limit.busy(1.1, 0),
				(limit) -> limit.busy(-0.1, 0), (limit) -> limit.timeFactor(0));
	}

}
