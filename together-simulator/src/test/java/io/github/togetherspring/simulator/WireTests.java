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

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.SimulatedChoice;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.simulator.script.StreamEnding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests that the simulator sends the same bytes as the service.
 */
class WireTests {

	private static final String COMPLETION = """
			{
			  "id": "ID",
			  "object": "text.completion",
			  "created": CREATED,
			  "model": "m",
			  "prompt": %s,
			  "choices": [
			    %s
			  ],
			  "usage": {
			    "prompt_tokens": 4,
			    "completion_tokens": %d,
			    "total_tokens": %d,
			    "cached_tokens": 0
			  }
			}""";

	private static final String CHOICE = """
			{
			      "text": " there was",
			      "finish_reason": "%s",
			      "seed": 42,
			      "logprobs": %s,
			      "index": 0
			    }""";

	private static final String LOGPROBS = """
			{
			        "tokens": [
			          " there",
			          " was"
			        ],
			        "token_logprobs": [
			          -0.5,
			          -1.25
			        ],
			        "token_ids": [
			          9,
			          18
			        ]
			      }""";

	private static final String CHUNK = """
			data: {"id":"ID","object":"completion.chunk","created":CREATED,"choices":[%s],"model":"m","usage":%s}

			""";

	private static final String PART = """
			{"index":0,"text":"%s","logprobs":%s,"finish_reason":%s,"seed":%s,\
			"delta":{"token_id":%s,"role":"assistant","content":"%1$s"}}""";

	private static final String USAGE = """
			{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6,"cached_tokens":0}""";

	private static final String DONE = "data: [DONE]\n\n";

	private static final String FIRST = CHUNK.formatted(PART.formatted(" there", null, null, null, 9), null);

	private static final String SECOND = CHUNK.formatted(PART.formatted(" was", null, null, null, 18), null);

	private static final SimulatedResponse RESPONSE = SimulatedResponse.tokens(" there", " was");

	private TogetherSimulator simulator = TogetherSimulator.start();

	@AfterEach
	void close() {
		this.simulator.close();
	}

	@ParameterizedTest
	@MethodSource("completions")
	void completionIsThatOfTheWire(SimulatedResponse scripted, String members, String expected) {
		this.simulator.enqueue(scripted);
		HttpResponse<String> response = post(members);
		assertThat(response.body()).isEqualTo(withIds(expected, SimulatorCaller.json(response.body())));
		assertThat(headers(response)).containsExactlyInAnyOrderEntriesOf(Map.of("content-type",
				"application/json; charset=utf-8", "content-length", "", "x-request-id", "", "cf-ray", ""));
	}

	static Stream<Arguments> completions() {
		SimulatedResponse scored = SimulatedResponse
			.choices(SimulatedChoice.tokens(" there", " was").withLogprobs(-0.5, -1.25).withFinishReason("length"));
		return Stream.of(
				argumentSet("ended by itself", RESPONSE, "\"seed\":42",
						COMPLETION.formatted("[]", CHOICE.formatted("stop", null), 2, 6)),
				argumentSet("too long", RESPONSE.withFinishReason("length"), "\"seed\":42",
						COMPLETION.formatted("[]", CHOICE.formatted("length", null), 2, 6)),
				argumentSet("with log probabilities", scored, "\"seed\":42,\"logprobs\":0",
						COMPLETION.formatted("[]", CHOICE.formatted("length", LOGPROBS), 2, 6)),
				argumentSet("with the prompt", RESPONSE, "\"seed\":42,\"echo\":true", COMPLETION.formatted("""
						[
						    {
						      "text": "Once upon a time"
						    }
						  ]""", CHOICE.formatted("stop", null), 2, 6)),
				argumentSet("with several choices",
						SimulatedResponse.choices(SimulatedChoice.tokens(" a"), SimulatedChoice.tokens(" b")),
						"\"seed\":42", COMPLETION.formatted("[]", """
								{
								      "text": " a",
								      "finish_reason": "stop",
								      "seed": 42,
								      "logprobs": null,
								      "index": 0
								    },
								    {
								      "text": " b",
								      "finish_reason": "stop",
								      "seed": SECOND_SEED,
								      "logprobs": null,
								      "index": 1
								    }""", 2, 6)));
	}

	@ParameterizedTest
	@MethodSource("streams")
	void streamIsThatOfTheWire(SimulatedResponse scripted, StreamEnding ending, String expected) {
		restart(ending);
		this.simulator.enqueue(scripted);
		HttpResponse<String> response = post("\"stream\":true,\"seed\":42");
		assertThat(response.body()).isEqualTo(withIds(expected, SimulatorCaller.chunks(response.body()).get(0)));
		assertThat(headers(response)).containsExactlyInAnyOrderEntriesOf(
				Map.of("content-type", "text/event-stream;charset=utf-8", "cache-control", "no-cache, no-transform",
						"transfer-encoding", "chunked", "x-request-id", "", "cf-ray", ""));
	}

	static Stream<Arguments> streams() {
		String stopped = PART.formatted("", null, "\"stop\"", 42, null);
		String tooLong = PART.formatted(" was", null, "\"length\"", 42, 18);
		SimulatedResponse tooLongResponse = RESPONSE.withFinishReason("length");
		String usageChunk = CHUNK.formatted("", USAGE);
		return Stream.of(
				argumentSet("ended by itself", RESPONSE, StreamEnding.USAGE_WITH_FINISH,
						FIRST + SECOND + CHUNK.formatted(stopped, USAGE) + DONE),
				argumentSet("too long", tooLongResponse, StreamEnding.USAGE_WITH_FINISH,
						FIRST + CHUNK.formatted(tooLong, USAGE) + DONE),
				argumentSet("ended by itself, usage apart", RESPONSE, StreamEnding.USAGE_CHUNK,
						FIRST + SECOND + CHUNK.formatted(stopped, null) + usageChunk + DONE),
				argumentSet("too long, usage apart", tooLongResponse, StreamEnding.USAGE_CHUNK,
						FIRST + CHUNK.formatted(tooLong, null) + usageChunk + DONE));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void errorIsThatOfTheWire(String body, boolean authorized, int status, String error) {
		SimulatorCaller caller = new SimulatorCaller(this.simulator);
		HttpResponse<String> response = caller.send(caller.request("/completions")
			.setHeader("authorization", authorized ? "Bearer any-key" : "Bearer ")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
		assertThat(response.statusCode()).isEqualTo(status);
		String id = SimulatorCaller.json(response.body()).get("id").stringValue();
		assertThat(response.body()).isEqualTo("""
				{
				  "id": "%s",
				  "error": {
				%s
				  }
				}""".formatted(id, error.stripTrailing()));
		assertThat(headers(response)).containsExactlyInAnyOrderEntriesOf(Map.of("content-type",
				"application/json; charset=utf-8", "content-length", "", "x-request-id", "", "cf-ray", ""));
	}

	static Stream<Arguments> errors() {
		return Stream.of(argumentSet("without a model", "{\"prompt\":\"x\"}", true, 400, """
				    "message": "Invalid request",
				    "type": "invalid_request_error",
				    "param": "model",
				    "code": null
				"""),
				argumentSet("with a wrong key", "{\"model\":\"m\",\"prompt\":\"x\",\"stream\":true}", false, 401,
						"""
								    "message": "Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys.",
								    "type": "invalid_request_error",
								    "param": null,
								    "code": "invalid_api_key"
								"""),
				argumentSet("to a model that needs a stream", "{\"model\":\"m-stream-only\",\"prompt\":\"x\"}", true,
						400, """
								    "message": "This model only supports streaming. Set \\"stream\\": true.",
								    "type": "invalid_request_error",
								    "param": "stream",
								    "code": "streaming_required"
								"""));
	}

	@ParameterizedTest
	@EnumSource(StreamEnding.class)
	void eventsAreSeparatedByEmptyLinesWhateverTheTokens(StreamEnding ending) {
		restart(ending);
		this.simulator.enqueue(SimulatedResponse.tokens("\n\n", "\r\n", "\r", "\u2028", "data: ", "[DONE]", ""));
		assertThat(post("\"stream\":true").body()).doesNotContain("\r").matches("(?:data: [^\n]+\n\n)+");
	}

	@Test
	void listOfModelsIsThatOfTheWire() {
		SimulatorCaller caller = new SimulatorCaller(this.simulator);
		HttpResponse<String> response = caller.send(caller.request("/models").build());
		assertThat(response.body())
			.startsWith("[{\"id\":\"together-spring/storyteller\",\"object\":\"model\",\"created\":")
			.doesNotContain("\n", ": ");
		assertThat(headers(response)).containsExactlyInAnyOrderEntriesOf(
				Map.of("content-type", "application/json", "content-length", "", "cf-ray", ""));
	}

	private void restart(StreamEnding ending) {
		this.simulator.close();
		this.simulator = TogetherSimulator.builder().streamEnding(ending).start();
	}

	private HttpResponse<String> post(String members) {
		return new SimulatorCaller(this.simulator).post(SimulatorCaller.body(members));
	}

	private static String withIds(String expected, JsonNode body) {
		JsonNode choices = body.get("choices");
		return expected.replace("ID", body.get("id").stringValue())
			.replace("CREATED", body.get("created").toString())
			.replace("SECOND_SEED", (choices.size() > 1) ? choices.get(1).get("seed").toString() : "");
	}

	/**
	 * Return the headers, without the values of those that vary.
	 * @param response the response
	 * @return the headers
	 */
	private static Map<String, String> headers(HttpResponse<String> response) {
		Map<String, String> headers = new TreeMap<>();
		response.headers()
			.map()
			.forEach((name, values) -> headers.put(name,
					Set.of("x-request-id", "cf-ray", "content-length").contains(name) ? "" : values.get(0)));
		return headers;
	}

}
