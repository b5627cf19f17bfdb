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

import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for completions without streaming.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionTests {

	private TogetherSimulator simulator;

	private SimulatorCaller caller;

	@BeforeAll
	void start() {
		this.simulator = TogetherSimulator.start();
		this.caller = new SimulatorCaller(this.simulator);
	}

	@AfterAll
	void close() {
		this.simulator.close();
	}

	@Test
	void idIsAlsoInTheHeaders() {
		HttpResponse<String> response = this.caller.post(SimulatorCaller.body(""));
		String id = SimulatorCaller.json(response.body()).get("id").stringValue();
		assertThat(response.headers().firstValue("x-request-id")).contains(id);
		assertThat(response.headers().firstValue("cf-ray"))
			.hasValueSatisfying((ray) -> assertThat(id).endsWith(ray.substring(0, ray.indexOf('-'))));
	}

	@Test
	void maxTokensEndsWithLength() {
		JsonNode body = this.caller.complete("\"max_tokens\":3");
		assertThat(choice(body).get("finish_reason").stringValue()).isEqualTo("length");
		assertThat(body.get("usage").get("completion_tokens").intValue()).isEqualTo(3);
	}

	@Test
	void maxTokensOfZeroGivesNoText() {
		JsonNode body = this.caller.complete("\"max_tokens\":0");
		assertThat(choice(body).get("text").stringValue()).isEmpty();
		assertThat(body.get("usage").get("completion_tokens").intValue()).isZero();
	}

	@Test
	void seedIsRepeatableAndTold() {
		JsonNode first = this.caller.complete("\"temperature\":1,\"seed\":4242");
		assertThat(choice(this.caller.complete("\"temperature\":1,\"seed\":4242"))).isEqualTo(choice(first));
		assertThat(choice(first).get("seed").intValue()).isEqualTo(4242);
	}

	@Test
	void seedThatWasDrawnGivesTheSameTextAgain() {
		Set<BigInteger> seeds = new HashSet<>();
		for (int i = 0; i < 20; i++) {
			JsonNode drawn = choice(this.caller.complete("\"temperature\":1.5"));
			BigInteger seed = drawn.get("seed").bigIntegerValue();
			seeds.add(seed);
			assertThat(choice(this.caller.complete("\"temperature\":1.5,\"seed\":" + seed))).isEqualTo(drawn);
		}
		assertThat(seeds).hasSize(20);
	}

	@Test
	void temperatureOfZeroIsRepeatable() {
		JsonNode first = choice(this.caller.complete("\"temperature\":0"));
		JsonNode second = choice(this.caller.complete("\"temperature\":0"));
		assertThat(second.get("text")).isEqualTo(first.get("text"));
	}

	@Test
	void everyChoiceHasItsOwnSeedAndText() {
		JsonNode body = this.caller.complete("\"n\":3,\"seed\":1,\"temperature\":1.5");
		assertThat(body.get("choices")).hasSize(3);
		Set<JsonNode> texts = new HashSet<>();
		for (int index = 0; index < 3; index++) {
			JsonNode choice = body.get("choices").get(index);
			assertThat(choice.get("index").intValue()).isEqualTo(index);
			texts.add(choice.get("text"));
			JsonNode again = choice(this.caller.complete("\"temperature\":1.5,\"seed\":" + choice.get("seed")));
			assertThat(again.get("text")).isEqualTo(choice.get("text"));
		}
		assertThat(texts).hasSize(3);
	}

	@Test
	void promptsAreCompletedEachAsIfItWereAlone() {
		String parameters = ",\"n\":2,\"seed\":7,\"temperature\":1,\"max_tokens\":5,\"logprobs\":1,\"echo\":true}";
		JsonNode first = post("\"Once upon a time\"" + parameters);
		JsonNode second = post("\"The sky is\"" + parameters);
		JsonNode both = post("[\"Once upon a time\",\"The sky is\"]" + parameters);
		assertThat(both.get("choices").valueStream().map((choice) -> choice.get("index").intValue())).containsExactly(0,
				1, 2, 3);
		for (int i = 0; i < 4; i++) {
			JsonNode alone = ((i < 2) ? first : second).get("choices").get(i % 2);
			JsonNode choice = both.get("choices").get(i);
			for (String member : List.of("text", "finish_reason", "seed", "logprobs")) {
				assertThat(choice.get(member)).as(member).isEqualTo(alone.get(member));
			}
		}
		assertThat(both.get("prompt").valueStream()).containsExactly(first.get("prompt").get(0),
				second.get("prompt").get(0));
		for (String count : List.of("prompt_tokens", "completion_tokens", "total_tokens")) {
			assertThat(both.get("usage").get(count).intValue())
				.isEqualTo(first.get("usage").get(count).intValue() + second.get("usage").get(count).intValue());
		}
	}

	@Test
	void promptsAreStreamedByTheIndexOfTheirChoice() {
		String parameters = ",\"n\":2,\"seed\":7,\"temperature\":1,\"max_tokens\":5";
		JsonNode once = post("[\"Once upon a time\",\"The sky is\"]" + parameters + "}");
		List<JsonNode> chunks = SimulatorCaller.chunks(this.caller
			.post("{\"model\":\"m\",\"prompt\":[\"Once upon a time\",\"The sky is\"],\"stream\":true" + parameters
					+ "}")
			.body());
		for (int i = 0; i < 4; i++) {
			assertThat(SimulatorCaller.text(chunks, i)).isEqualTo(once.get("choices").get(i).get("text").stringValue());
		}
	}

	@Test
	void promptMayBeTokenIds() {
		String parameters = ",\"temperature\":0,\"max_tokens\":5,\"logprobs\":1,\"echo\":true}";
		JsonNode text = post("\"Once upon a 🦊\"" + parameters);
		JsonNode ids = text.get("prompt").get(0).get("logprobs").get("token_ids");
		assertThat(ids).hasSizeGreaterThan(3);
		JsonNode tokens = post(ids + parameters);
		assertThat(tokens.get("prompt")).isEqualTo(text.get("prompt"));
		assertThat(choice(tokens).get("text")).isEqualTo(choice(text).get("text"));
		assertThat(tokens.get("usage")).isEqualTo(text.get("usage"));
		JsonNode lists = post("[" + ids + "," + ids + "]" + parameters);
		assertThat(lists.get("choices").valueStream().map((choice) -> choice.get("text")))
			.containsExactly(choice(text).get("text"), choice(text).get("text"));
	}

	private JsonNode post(String promptAndMore) {
		HttpResponse<String> response = this.caller.post("{\"model\":\"m\",\"prompt\":" + promptAndMore);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return SimulatorCaller.json(response.body());
	}

	@Test
	void echoPutsThePromptAsideAndNotIntoTheText() {
		JsonNode body = this.caller.complete("\"echo\":true,\"max_tokens\":2");
		assertThat(body.get("prompt").toString()).isEqualTo("[{\"text\":\"Once upon a time\"}]");
		assertThat(choice(body).get("text").stringValue()).doesNotContain("Once");
	}

	@Test
	void echoWithLogprobsScoresThePrompt() {
		JsonNode logprobs = this.caller.complete("\"echo\":true,\"logprobs\":1,\"max_tokens\":2")
			.get("prompt")
			.get(0)
			.get("logprobs");
		assertThat(logprobs.get("tokens").toString()).isEqualTo("[\"Once\",\" upon\",\" a\",\" time\"]");
		assertThat(logprobs.get("token_logprobs").get(0).isNull()).isTrue();
		assertThat(logprobs.get("token_logprobs").get(1).doubleValue()).isNegative();
		assertThat(logprobs.has("top_logprobs")).isFalse();
	}

	@Test
	void logprobsTellTheTokensOfTheText() {
		JsonNode choice = choice(this.caller.complete("\"logprobs\":3,\"temperature\":1,\"max_tokens\":20,\"seed\":3"));
		JsonNode logprobs = choice.get("logprobs");
		StringBuilder text = new StringBuilder();
		logprobs.get("tokens").forEach((token) -> text.append(token.stringValue()));
		assertThat(choice.get("text").stringValue()).isEqualTo(text.toString());
		assertThat(logprobs.get("token_ids")).hasSameSizeAs(logprobs.get("tokens"));
		assertThat(logprobs.get("top_logprobs")).hasSameSizeAs(logprobs.get("tokens"));
		for (int i = 0; i < logprobs.get("tokens").size(); i++) {
			JsonNode top = logprobs.get("top_logprobs").get(i);
			JsonNode own = top.get(logprobs.get("tokens").get(i).stringValue());
			assertThat(top).hasSize(3);
			assertThat(own == null || own.equals(logprobs.get("token_logprobs").get(i))).isTrue();
		}
	}

	@Test
	void logprobsOfZeroTellNoAlternatives() {
		JsonNode logprobs = choice(this.caller.complete("\"logprobs\":0,\"max_tokens\":2")).get("logprobs");
		assertThat(logprobs.get("token_logprobs")).hasSize(2);
		assertThat(logprobs.has("top_logprobs")).isFalse();
	}

	@Test
	void stopCutsBeforeATextThatSpansTokens() {
		String whole = choice(this.caller.complete("\"temperature\":0")).get("text").stringValue();
		String stop = whole.substring(10, 17);
		JsonNode cut = choice(this.caller.complete("\"temperature\":0,\"stop\":[\"not there\",\"" + stop + "\"]"));
		assertThat(cut.get("text").stringValue()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
		assertThat(cut.get("finish_reason").stringValue()).isEqualTo("stop");
		JsonNode single = choice(this.caller.complete("\"temperature\":0,\"stop\":\"" + stop + "\""));
		assertThat(single.get("text")).isEqualTo(cut.get("text"));
	}

	@Test
	void logitBiasRemovesAToken() {
		JsonNode choice = choice(this.caller.complete("\"temperature\":0,\"max_tokens\":1,\"logprobs\":1"));
		int id = choice.get("logprobs").get("token_ids").get(0).intValue();
		JsonNode without = choice(this.caller
			.complete("\"temperature\":0,\"max_tokens\":1,\"logprobs\":20,\"logit_bias\":{\"" + id + "\":-100}"));
		assertThat(without.get("text")).isNotEqualTo(choice.get("text"));
		assertThat(without.get("logprobs").get("top_logprobs").get(0).has(choice.get("text").stringValue())).isFalse();
	}

	@Test
	void nullsAndUnknownMembersAreAccepted() {
		for (String member : List.of("max_tokens", "temperature", "top_p", "top_k", "min_p", "repetition_penalty",
				"presence_penalty", "frequency_penalty", "logit_bias", "stop", "n", "seed", "logprobs", "echo",
				"stream", "safety_model")) {
			this.caller.complete("\"" + member + "\":null,\"inputs\":{\"unknown\":[1]}");
		}
	}

	private static JsonNode choice(JsonNode body) {
		return body.get("choices").get(0);
	}

}
