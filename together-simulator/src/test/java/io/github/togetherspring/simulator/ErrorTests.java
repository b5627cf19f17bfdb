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
import java.util.List;

import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the simulator rejects.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorTests {

	private TogetherSimulator simulator;

	private SimulatorCaller caller;

	@BeforeAll
	void start() {
		this.simulator = TogetherSimulator.builder().apiKey("any-key").start();
		this.caller = new SimulatorCaller(this.simulator);
	}

	@AfterAll
	void close() {
		this.simulator.close();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "null", textBlock = """
			{                                                    | 400 | null              | null
			[]                                                   | 400 | null              | null
			{}                                                   | 400 | model             | null
			{"model":null,"prompt":"x"}                          | 400 | model             | null
			{"model":7,"prompt":"x"}                             | 400 | model             | null
			{"model":" ","prompt":"x"}                           | 400 | model             | null
			{"model":"m"}                                        | 400 | prompt            | null
			{"model":"m","prompt":7}                             | 400 | prompt            | null
			{"model":"m","prompt":[]}                            | 400 | prompt            | null
			{"model":"m","prompt":[true]}                        | 400 | prompt            | null
			{"model":"m","prompt":["x",7]}                       | 400 | prompt            | null
			{"model":"m","prompt":[7,"x"]}                       | 400 | prompt            | null
			{"model":"m","prompt":[1.5]}                         | 400 | prompt            | null
			{"model":"m","prompt":[-1]}                          | 400 | prompt            | null
			{"model":"m","prompt":[99999]}                       | 400 | prompt            | null
			{"model":"m","prompt":[155296]}                      | 400 | prompt            | null
			{"model":"m","prompt":[2147483647]}                  | 400 | prompt            | null
			{"model":"m","prompt":[99999999999999999999]}        | 400 | prompt            | null
			{"model":"m","prompt":[[1],[[2]]]}                   | 400 | prompt            | null
			{"model":"m","prompt":"x","max_tokens":-1}           | 400 | max_tokens        | null
			{"model":"m","prompt":"x","max_tokens":"5"}          | 400 | max_tokens        | null
			{"model":"m","prompt":"x","max_tokens":1.5}          | 400 | max_tokens        | null
			{"model":"m","prompt":"x","max_tokens":200000}       | 422 | null              | null
			{"model":"m","prompt":"x","temperature":-0.1}        | 400 | temperature       | null
			{"model":"m","prompt":"x","temperature":2.1}         | 400 | temperature       | null
			{"model":"m","prompt":"x","temperature":"hot"}       | 400 | temperature       | null
			{"model":"m","prompt":"x","top_p":1.1}               | 400 | top_p             | null
			{"model":"m","prompt":"x","top_k":0}                 | 400 | top_k             | null
			{"model":"m","prompt":"x","min_p":1.1}               | 400 | min_p             | null
			{"model":"m","prompt":"x","repetition_penalty":0}    | 400 | repetition_penalty | null
			{"model":"m","prompt":"x","presence_penalty":2.1}    | 400 | presence_penalty  | null
			{"model":"m","prompt":"x","frequency_penalty":-2.1}  | 400 | frequency_penalty | null
			{"model":"m","prompt":"x","logprobs":21}             | 400 | logprobs          | null
			{"model":"m","prompt":"x","logprobs":true}           | 400 | logprobs          | null
			{"model":"m","prompt":"x","n":0}                     | 400 | n                 | null
			{"model":"m","prompt":"x","n":129}                   | 400 | n                 | null
			{"model":"m","prompt":"x","n":2,"temperature":0}     | 400 | n                 | null
			{"model":"m","prompt":"x","echo":"yes"}              | 400 | echo              | null
			{"model":"m","prompt":"x","stream":1}                | 400 | stream            | null
			{"model":"m","prompt":"x","stop":[1]}                | 400 | stop              | null
			{"model":"m","prompt":"x","seed":"1"}                | 400 | seed              | null
			{"model":"m","prompt":"x","logit_bias":{"a":1}}      | 400 | logit_bias        | null
			{"model":"m","prompt":"x","logit_bias":{"1":101}}    | 400 | logit_bias        | null
			{"model":"missing/m","prompt":"x"}                   | 404 | null              | model_not_available
			{"model":"m-stream-only","prompt":"x"}               | 400 | stream            | streaming_required
			""")
	void rejectsRequests(String body, int status, String param, String code) {
		HttpResponse<String> response = this.caller.post(body);
		assertThat(response.statusCode()).isEqualTo(status);
		JsonNode json = SimulatorCaller.json(response.body());
		JsonNode error = json.get("error");
		assertThat(error.get("type").stringValue()).isEqualTo("invalid_request_error");
		assertThat(error.get("param").stringValue(null)).isEqualTo(param);
		assertThat(error.get("code").stringValue(null)).isEqualTo(code);
		assertThat(error.get("message").stringValue()).isNotBlank();
		assertThat(response.headers().firstValue("x-request-id")).contains(json.get("id").stringValue());
		assertThat(response.body()).startsWith("{\n  \"id\": ");
	}

	@Test
	void modelsThatAreNotListedAreNotAvailableWhereTheListIsComplete() {
		this.simulator.onlyModels("one", "two-stream-only");
		this.simulator.enqueue(SimulatedResponse.completion("scripted"));
		assertThat(errorCode("m")).isEqualTo("404 model_not_available");
		assertThat(errorCode("ONE")).isEqualTo("404 model_not_available");
		assertThat(errorCode("one")).isEqualTo("200 null");
		assertThat(errorCode("two-stream-only")).isEqualTo("400 streaming_required");
		assertThat(modelIds()).containsExactly("one", "two-stream-only");
		this.simulator.reset();
		assertThat(errorCode("m")).isEqualTo("200 null");
	}

	@Test
	void resetGoesBackToTheModelsOfTheBuilder() {
		try (TogetherSimulator closed = TogetherSimulator.builder().onlyModels("one").start()) {
			SimulatorCaller closedCaller = new SimulatorCaller(closed);
			assertThat(closedCaller.post("{\"model\":\"m\",\"prompt\":\"x\"}").statusCode()).isEqualTo(404);
			closed.onlyModels("m");
			assertThat(closedCaller.post("{\"model\":\"m\",\"prompt\":\"x\"}").statusCode()).isEqualTo(200);
			closed.reset();
			assertThat(closedCaller.post("{\"model\":\"m\",\"prompt\":\"x\"}").statusCode()).isEqualTo(404);
		}
	}

	private String errorCode(String model) {
		HttpResponse<String> response = this.caller.post("{\"model\":\"" + model + "\",\"prompt\":\"x\"}");
		return response.statusCode() + " "
				+ SimulatorCaller.json(response.body()).path("error").path("code").stringValue(null);
	}

	private List<String> modelIds() {
		return SimulatorCaller.json(this.caller.send(this.caller.request("/models").build()).body())
			.valueStream()
			.map((model) -> model.get("id").stringValue())
			.toList();
	}

	@Test
	void streamOnlyModelStreams() {
		HttpResponse<String> response = this.caller
			.post("{\"model\":\"m-stream-only\",\"prompt\":\"x\",\"stream\":true}");
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@Test
	void wrongKeyIsUnauthorized() {
		HttpResponse<String> response = this.caller.send(this.caller.request("/completions")
			.setHeader("authorization", "Bearer other")
			.POST(HttpRequest.BodyPublishers.ofString(SimulatorCaller.body("")))
			.build());
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(SimulatorCaller.json(response.body()).get("error").get("code").stringValue())
			.isEqualTo("invalid_api_key");
	}

	@Test
	void blankKeyIsUnauthorizedWhereAnyKeyWillDo() {
		try (TogetherSimulator open = TogetherSimulator.start()) {
			SimulatorCaller openCaller = new SimulatorCaller(open);
			HttpRequest request = openCaller.request("/models").setHeader("authorization", "Bearer ").build();
			assertThat(openCaller.send(request).statusCode()).isEqualTo(401);
			assertThat(openCaller.send(openCaller.request("/models").build()).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void modelsAreABareArrayOnOneLine() {
		HttpResponse<String> response = this.caller.send(this.caller.request("/models").build());
		JsonNode models = SimulatorCaller.json(response.body());
		assertThat(response.body()).doesNotContain("\n");
		assertThat(response.headers().firstValue("content-type")).contains("application/json");
		assertThat(models.isArray()).isTrue();
		assertThat(models.get(0).get("object").stringValue()).isEqualTo("model");
	}

	@Test
	void modelsWithoutAKeyHaveTheShortError() {
		HttpRequest request = this.caller.request("/models").setHeader("authorization", "none").build();
		HttpResponse<String> response = this.caller.send(request);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).isEqualTo("{\"error\":{\"message\":\"Unauthorized\"}}");
	}

	@Test
	void unknownPathIsNotFound() {
		HttpResponse<String> response = this.caller.send(this.caller.request("/v1/completions").build());
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(SimulatorCaller.json(response.body()).get("error").get("message").stringValue())
			.contains("/v1/v1/completions");
	}

	@Test
	void wrongMethodIsNotAllowed() {
		assertThat(this.caller.send(this.caller.request("/completions").build()).statusCode()).isEqualTo(405);
		HttpRequest request = this.caller.request("/models").POST(HttpRequest.BodyPublishers.noBody()).build();
		assertThat(this.caller.send(request).statusCode()).isEqualTo(405);
	}

}
