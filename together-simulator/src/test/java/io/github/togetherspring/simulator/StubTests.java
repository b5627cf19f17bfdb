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

import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedChoice;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for stubs, strict mode and required keys.
 */
class StubTests {

	private final TogetherSimulator simulator = TogetherSimulator.start();

	private SimulatorCaller caller;

	@BeforeEach
	void prepare() {
		this.caller = new SimulatorCaller(this.simulator);
	}

	@AfterEach
	void close() {
		this.simulator.close();
	}

	@Test
	void promptsHaveTheirAnswers() {
		this.simulator.on(RequestPattern.prompt("one")).respond(SimulatedResponse.completion(" 1"));
		this.simulator.on(RequestPattern.promptContaining("tw")).respond(SimulatedResponse.completion(" 2"));
		this.simulator.on(RequestPattern.promptMatching("^thr.+"))
			.respond((request) -> SimulatedResponse.completion(" 3 of " + request.prompt()));
		assertThat(complete("three")).isEqualTo(" 3 of three");
		assertThat(complete("one")).isEqualTo(" 1");
		assertThat(complete("two")).isEqualTo(" 2");
		assertThat(complete("one")).isEqualTo(" 1");
	}

	@Test
	void latestStubThatMatchesAnswers() {
		this.simulator.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.completion(" any"));
		this.simulator.on(RequestPattern.prompt("p")).respond(SimulatedResponse.completion(" p"));
		this.simulator.on(RequestPattern.prompt("other")).respond(SimulatedResponse.completion(" other"));
		assertThat(complete("p")).isEqualTo(" p");
		assertThat(complete("q")).isEqualTo(" any");
	}

	@Test
	void failsSomeTimesThenSucceeds() {
		this.simulator.on(RequestPattern.anyPrompt())
			.respondTimes(2, SimulatedResponse.status(503))
			.respond(SimulatedResponse.completion(" at last"));
		assertThat(post("p").statusCode()).isEqualTo(503);
		assertThat(post("p").statusCode()).isEqualTo(503);
		assertThat(complete("p")).isEqualTo(" at last");
		assertThat(complete("p")).isEqualTo(" at last");
	}

	@Test
	void limitedAnswersLeaveTheRestToOtherStubs() {
		this.simulator.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.completion(" usual"));
		this.simulator.on(RequestPattern.anyPrompt()).respondTimes(1, SimulatedResponse.status(500));
		this.simulator.on(RequestPattern.anyPrompt());
		assertThat(post("p").statusCode()).isEqualTo(500);
		assertThat(complete("p")).isEqualTo(" usual");
	}

	@ParameterizedTest
	@MethodSource("conditions")
	void patternTellsWhatIsMissing(RequestPattern pattern) {
		this.simulator.on(pattern).respond(SimulatedResponse.status(200));
		ReceivedRequest fitting = send("""
				{"model":"m","prompt":"p","temperature":0.50,"max_tokens":7,"stop":["a","b"],"stream":true}""", "k");
		ReceivedRequest other = send("""
				{"model":"x","prompt":"p","n":2,"temperature":1,"max_tokens":8,"stop":["a"],"user":"%s"}"""
			.formatted("x".repeat(200)), "secret");
		assertThat(pattern.matches(fitting)).isTrue();
		assertThat(pattern.describeMismatch(fitting)).isEmpty();
		assertThat(pattern.matches(other)).isFalse();
		assertThat(pattern.describeMismatch(other)).contains(", but was ").doesNotContain("secret");
		assertThat(pattern.distance(other)).isGreaterThan(pattern.distance(fitting));
	}

	static Stream<RequestPattern> conditions() {
		RequestPattern any = RequestPattern.anyPrompt();
		return Stream.of(any.withModel("m"), any.withParameter("temperature", 0.5), any.withParameter("max_tokens", 7L),
				any.withParameter("stop", List.of("a", "b")), any.withHeader("X-Team", "x"), any.withApiKey("k"),
				any.withHeader("authorization", "Bearer k"), any.streamed(), any.withoutParameter("n"),
				any.where("a short body", (request) -> request.body().length() < 200));
	}

	@Test
	void patternLooksAtEachPrompt() {
		ReceivedRequest several = send("{\"model\":\"m\",\"prompt\":[\"Once\",\"upon\"]}", "k");
		assertThat(several.prompt()).isNull();
		assertThat(several.prompts()).containsExactly("Once", "upon");
		assertThat(RequestPattern.prompt("Once").matches(several)).isFalse();
		assertThat(RequestPattern.promptContaining("po").matches(several)).isTrue();
		assertThat(RequestPattern.promptMatching("^upon$").matches(several)).isTrue();
		assertThat(RequestPattern.promptMatching("time").matches(several)).isFalse();
		assertThat(RequestPattern.anyPrompt().withParameter("prompt", List.of("Once", "upon")).matches(several))
			.isTrue();
		ReceivedRequest one = send("{\"model\":\"m\",\"prompt\":[\"Once\"]}", "k");
		assertThat(RequestPattern.prompt("Once").matches(one)).isTrue();
		assertThat(RequestPattern.prompt("Once").distance(one)).isZero();
		assertThat(send("{\"model\":\"m\",\"prompt\":[1]}", "k").prompts()).isEmpty();
		assertThat(send("{\"model\":\"m\"}", "k").prompts()).isEmpty();
	}

	@Test
	void scriptedChoiceIsRepeatedForEachPrompt() {
		this.simulator.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.completion(" a"));
		HttpResponse<String> response = this.caller.post("{\"model\":\"m\",\"prompt\":[\"x\",\"y\"],\"n\":2}");
		assertThat(SimulatorCaller.json(response.body()).get("choices")).hasSize(4);
	}

	@Test
	void requestIsReadByItsTypes() {
		ReceivedRequest request = send("""
				{"model":"m","prompt":"p","temperature":0.5,"top_p":0.9,"top_k":5,"max_tokens":7,"n":2,
				"seed":18446744073709551615,"stop":["a"],"stream":true,"x":[1]}""", "key");
		assertThat(request.isCompletion()).isTrue();
		assertThat(request.model()).isEqualTo("m");
		assertThat(request.prompt()).isEqualTo("p");
		assertThat(request.temperature()).isEqualTo(0.5);
		assertThat(request.topP()).isEqualTo(0.9);
		assertThat(request.topK()).isEqualTo(5);
		assertThat(request.maxTokens()).isEqualTo(7);
		assertThat(request.n()).isEqualTo(2);
		assertThat(request.seed()).isEqualTo(new BigInteger("18446744073709551615"));
		assertThat(request.stop()).containsExactly("a");
		assertThat(request.stream()).isTrue();
		assertThat(request.parameter("x")).isEqualTo(List.of(1));
		assertThat(request.apiKey()).isEqualTo("key");
		ReceivedRequest bare = send("{\"prompt\":[1],\"stop\":\"b\"}", " ");
		assertThat(bare.prompt()).isNull();
		assertThat(bare.seed()).isNull();
		assertThat(bare.stop()).containsExactly("b");
		assertThat(bare.apiKey()).isNull();
	}

	@Test
	void strictModeShowsTheNearestStub() {
		this.simulator.strict(true);
		this.simulator.on(RequestPattern.prompt("Tell me of the sea")).respond(SimulatedResponse.completion(" 1"));
		this.simulator.on(RequestPattern.prompt("Something else")).respond(SimulatedResponse.completion(" 2"));
		HttpResponse<String> response = post("Tell me of the sun");
		assertThat(response.statusCode()).isEqualTo(404);
		JsonNode error = SimulatorCaller.json(response.body()).get("error");
		assertThat(error.get("type").stringValue()).isEqualTo("no_stub_matches");
		assertThat(error.get("message").stringValue())
			.contains("expected prompt \"Tell me of the sea\", but was \"Tell me of the sun\"")
			.doesNotContain("Something");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.simulator::verifyAllMatched)
			.withMessageContaining("Tell me of the sun");
		assertThat(complete("Something else")).isEqualTo(" 2");
		this.simulator.reset();
		assertThatNoException().isThrownBy(this.simulator::verifyAllMatched);
		assertThat(complete("Tell me of the sun")).isNotNull();
	}

	@Test
	void strictModeTellsOfStubsThatAreUsedUpAndOfNone() {
		this.simulator.strict(true);
		assertThat(post("p").body()).contains("There are no stubs.");
		this.simulator.on(RequestPattern.prompt("p")).respondTimes(1, SimulatedResponse.completion(" 1"));
		complete("p");
		assertThat(post("p").body()).contains("all its responses have been used");
	}

	@Test
	void strictSimulatorStaysStrictAfterReset() {
		try (TogetherSimulator strict = TogetherSimulator.builder().strict().start()) {
			strict.strict(false);
			strict.reset();
			assertThat(new SimulatorCaller(strict).post(SimulatorCaller.body("")).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void requiredKeyGoesBeforeWhatIsScripted() {
		this.simulator.requireApiKey("right");
		this.simulator.enqueue(SimulatedResponse.text(200, "scripted"));
		assertThat(post("p").statusCode()).isEqualTo(401);
		HttpRequest request = this.caller.completionRequest("");
		assertThat(this.caller.send(
				HttpRequest.newBuilder(request, (name, value) -> false).header("authorization", "Bearer right").build())
			.body()).isEqualTo("scripted");
		this.simulator.reset();
		assertThat(post("p").statusCode()).isEqualTo(200);
	}

	@Test
	void healthChecksTakeNoScriptedAnswers() {
		this.simulator.strict(true);
		this.simulator.enqueue(SimulatedResponse.completion(" kept"));
		HttpResponse<String> list = this.caller.send(this.caller.request("/models").build());
		HttpResponse<String> head = this.caller
			.send(this.caller.request("/models").method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
		assertThat(head.headers().firstValue("content-length")).isEqualTo(list.headers().firstValue("content-length"));
		assertThat(this.caller
			.send(this.caller.request("/models")
				.setHeader("authorization", "none")
				.method("HEAD", HttpRequest.BodyPublishers.noBody())
				.build())
			.statusCode()).isEqualTo(401);
		assertThat(complete("p")).isEqualTo(" kept");
	}

	@Test
	void healthChecksHaveStubsOfTheirOwn() {
		this.simulator.on(RequestPattern.models()).respond(SimulatedResponse.text(503, "down"));
		this.simulator.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.completion(" up"));
		assertThat(this.caller.send(this.caller.request("/models").build()).statusCode()).isEqualTo(503);
		assertThat(this.caller
			.send(this.caller.request("/models").method("HEAD", HttpRequest.BodyPublishers.noBody()).build())
			.statusCode()).isEqualTo(503);
		assertThat(complete("p")).isEqualTo(" up");
	}

	@Test
	void choicesTellWhatTheyWereGiven() {
		SimulatedResponse answer = SimulatedResponse
			.choices(SimulatedChoice.tokens(" a", " b").withLogprobs(-0.5, -1.5).withFinishReason("length"),
					SimulatedChoice.text(" c"))
			.withUsage(3, 40);
		this.simulator.on(RequestPattern.anyPrompt()).respond(answer);
		JsonNode completion = this.caller.complete("\"logprobs\":1");
		JsonNode first = completion.get("choices").get(0);
		assertThat(first.get("text").stringValue()).isEqualTo(" a b");
		assertThat(first.get("finish_reason").stringValue()).isEqualTo("length");
		assertThat(first.get("logprobs").get("token_logprobs").toString()).isEqualTo("[-0.5,-1.5]");
		assertThat(first.get("logprobs").get("top_logprobs").toString()).isEqualTo("[{\" a\":-0.5},{\" b\":-1.5}]");
		assertThat(completion.get("choices").get(1).get("text").stringValue()).isEqualTo(" c");
		assertThat(completion.get("usage").get("total_tokens").intValue()).isEqualTo(43);
		List<JsonNode> chunks = this.caller.stream("");
		assertThat(SimulatorCaller.text(chunks, 0)).isEqualTo(" a b");
		assertThat(SimulatorCaller.text(chunks, 1)).isEqualTo(" c");
		assertThat(chunks.get(chunks.size() - 1).get("usage").get("completion_tokens").intValue()).isEqualTo(40);
	}

	@Test
	void scriptsThatMakeNoSenseAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(SimulatedResponse::choices);
		assertThatIllegalArgumentException().isThrownBy(() -> SimulatedResponse.tokens(" a", " b").withLogprobs(-0.5));
		assertThatIllegalStateException().isThrownBy(() -> SimulatedResponse.completion(" a").withLogprobs(-0.5));
		assertThatIllegalStateException().isThrownBy(() -> SimulatedResponse.fromModel().withUsage(1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> SimulatedResponse.fromModel().trickle(0, Duration.ZERO));
	}

	@Test
	void chunksHaveTheirOwnDelays() {
		this.simulator.enqueue(SimulatedResponse.tokens(" a", " b", " c")
			.withChunkDelays(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(20)));
		long start = System.nanoTime();
		assertThat(SimulatorCaller.text(this.caller.stream(""), 0)).isEqualTo(" a b c");
		// The finish reason has a chunk of its own.
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(140));
	}

	@Test
	void tricklingKeepsEveryByte() throws Exception {
		SimulatedResponse answer = SimulatedResponse.completion(" a fox 🦊 was here").trickle(3, Duration.ofNanos(1));
		this.simulator.on(RequestPattern.anyPrompt()).respond(answer);
		assertThat(SimulatorCaller.text(this.caller.stream(""), 0)).isEqualTo(" a fox 🦊 was here");
		assertThat(complete("p")).isEqualTo(" a fox 🦊 was here");
		HttpResponse<InputStream> response = this.caller.http()
			.send(this.caller.completionRequest("\"stream\":true"), HttpResponse.BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("dat");
		}
	}

	@Test
	void anyRequestMatchesWhateverTheMethodAndPath() {
		this.simulator.on(RequestPattern.anyRequest()).respond(SimulatedResponse.text(200, "pong"));
		assertThat(this.caller.send(this.caller.request("/ping?a=b%20c").build()).body()).isEqualTo("pong");
		ReceivedRequest request = this.simulator.takeRequest(Duration.ofSeconds(5));
		assertThat(request.path()).isEqualTo("/v1/ping");
		assertThat(request.query()).isEqualTo("a=b%20c");
		assertThat(request.protocol()).isEqualTo("HTTP/1.1");
		assertThat(post("p").body()).isEqualTo("pong");
		assertThat(this.simulator.requests()).last().extracting(ReceivedRequest::query).isNull();
	}

	private ReceivedRequest send(String body, String apiKey) {
		this.simulator.reset();
		this.caller.send(this.caller.request("/completions")
			.setHeader("authorization", "Bearer " + apiKey)
			.header("x-team", apiKey.equals("k") ? "x" : "y")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
		return this.simulator.takeRequest(Duration.ofSeconds(5));
	}

	private HttpResponse<String> post(String prompt) {
		return this.caller.post("{\"model\":\"m\",\"max_tokens\":5,\"prompt\":\"" + prompt + "\"}");
	}

	private String complete(String prompt) {
		HttpResponse<String> response = post(prompt);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return SimulatorCaller.json(response.body()).get("choices").get(0).get("text").stringValue();
	}

}
