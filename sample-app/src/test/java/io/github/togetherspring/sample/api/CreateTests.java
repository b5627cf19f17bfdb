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

package io.github.togetherspring.sample.api;

import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@code POST /api/completions}.
 */
class CreateTests extends ApiTestSupport {

	@ParameterizedTest
	@MethodSource("answers")
	void answerIsGivenAsTheServerSentIt(String answer) {
		upstream.enqueue(SimulatedResponse.json(200, answer));
		post(PATH, REQUEST).expectStatus()
			.isOk()
			.expectHeader()
			.contentType(MediaType.APPLICATION_JSON)
			.expectBody(String.class)
			.isEqualTo(answer);
	}

	static Stream<Arguments> answers() {
		return Stream.of(argumentSet("an ordinary one", answer("""
				{"text":" a","finish_reason":"length","seed":42,"logprobs":null,"index":0}""")),
				argumentSet("unsigned 64-bit seeds", answer("""
						{"text":" a","seed":18446744073709551615,"index":0},{"text":"b","seed":16804105058607157000},\
						{"text":"c","seed":null},{"text":"d"}""")), argumentSet("seeds beyond 64 bits", answer("""
						{"text":"a","seed":184467440737095516159999999999}""")),
				argumentSet("17 and more digits",
						answer("""
								{"text":"a","x":0.30000000000000004,"y":-0.12345678901234567890123456789,"z":1.50,"e":1E+400}""")),
				argumentSet("finish reasons", answer("""
						{"text":"a","finish_reason":"eos"},{"text":"b","finish_reason":""},\
						{"text":"c","finish_reason":null},{"text":"d","finish_reason":"never seen"}""")),
				argumentSet("the other kind of object", """
						{"id":"x","object":"text_completion","choices":[{"text":"a"}]}"""),
				argumentSet("log probabilities in parallel lists", logprobs("""
						{"tokens":["a",null,"ü"],"token_logprobs":[null,0,-0.00023841858],"token_ids":[1,null,3],\
						"top_logprobs":[{"a":-0.1},null,{"b":0.25}],"text_offset":[0,1]}""")),
				argumentSet("log probabilities with empty lists", logprobs("""
						{"tokens":[],"token_logprobs":[],"token_ids":[]}""")),
				argumentSet("alternatives as lists of lists", logprobs("""
						{"tokens":["a"],"top_logprobs":[[{"token":"a","logprob":-0.1}]]}""")),
				argumentSet("alternatives as one object", logprobs("""
						{"tokens":["a"],"token_logprobs":[-0.1],"top_logprobs":{"a":-0.1}}""")),
				argumentSet("log probabilities as content", logprobs("""
						{"content":[{"token":"a","logprob":-0.1,"bytes":[97],"top_logprobs":[]}]}""")),
				argumentSet("log probabilities as a number", logprobs("-0.1")), argumentSet("an echo", """
						{"prompt":[{"text":"p","logprobs":{"tokens":["p"],"token_logprobs":[null]}},{"text":"q"}],\
						"choices":[{"text":"a"}]}"""), argumentSet("no usage", """
						{"choices":[{"text":"a"}],"usage":null}"""), argumentSet("more in the usage", """
						{"choices":[{"text":"a"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,\
						"cached_tokens":0,"reasoning_tokens":9,"prompt_tokens_details":{"cached_tokens":1}}}"""),
				argumentSet("unknown fields everywhere", """
						{"zz":1,"choices":[{"text":"a","new":{"a":[1,[null,{}]]},"logprobs":{"new":true}}],\
						"usage":{"new":"x"},"warnings":[{"message":"m","n":1}],"metadata":{"weight_version":"default"},\
						"":"no name","aa":false}"""), argumentSet("texts with everything in them", answer("""
						{"text":"\\u0000\\t\\"\\\\</script>ü漢😀\u2028\u2029","finish_reason":"stop"}""")));
	}

	private static String answer(String choices) {
		return "{\"id\":\"88fa66988e400e83-MXP\",\"object\":\"text.completion\",\"created\":1736421961,"
				+ "\"model\":\"m\",\"prompt\":[],\"choices\":[" + choices + "],\"usage\":null}";
	}

	private static String logprobs(String logprobs) {
		return answer("{\"text\":\"a\",\"logprobs\":" + logprobs + ",\"index\":0}");
	}

	@Test
	void layoutOfTheAnswerDoesNotMatter() {
		upstream.enqueue(SimulatedResponse.json(200, "{\n  \"choices\": [ { \"text\": \"a\" } ]\n}\n"));
		assertThat(postForText(PATH, REQUEST)).isEqualTo("{\"choices\":[{\"text\":\"a\"}]}");
	}

	@Test
	void requestIsSentAsItCameWithTheDefaultModel() {
		postForText(PATH, """
				{"prompt":"p","stream":true,"stop":"\\n","temperature":0.30000000000000004,"top_p":null,
				"seed":18446744073709551615,"new":{"big":123456789012345678901234567890,"list":[null,1.50]}}""");
		ReceivedRequest request = upstream.takeRequest(TIMEOUT);
		assertThat(request.header("authorization")).isEqualTo("Bearer test-key");
		assertThat(request.json()).containsEntry("model", "meta-llama/Meta-Llama-3.1-8B")
			.containsOnlyKeys("model", "prompt", "stop", "temperature", "seed", "new");
		assertThat(request.body()).contains("\"prompt\":\"p\"", "\"stop\":[\"\\n\"]",
				"\"temperature\":0.30000000000000004", "\"seed\":18446744073709551615",
				"\"new\":{\"big\":123456789012345678901234567890,\"list\":[null,1.50]}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			"prompt":["a","b"]                       | "prompt":["a","b"]
			"prompt":[1,2,3]                         | "prompt":[1,2,3]
			"prompt":[1.0,2e0]                       | "prompt":[1,2]
			"prompt":[[1,2],[3]]                     | "prompt":[[1,2],[3]]
			"prompt":[1,"a"]                         | "prompt":[1,"a"]
			"prompt":"p","max_tokens":100.0          | "max_tokens":100
			"prompt":"p","seed":1e3                  | "seed":1000
			"prompt":"p","stop":["a,b"," "]          | "stop":["a,b"," "]
			"prompt":"p","logit_bias":{"7":false}    | "logit_bias":{"7":false}
			"prompt":"p","logit_bias":[[7,-1.5]]     | "logit_bias":[[7,-1.5]]
			""")
	void whatCompatibleServersTakeIsSent(String request, String sent) {
		upstream.enqueue(SimulatedResponse.json(200, "{\"choices\":[{\"text\":\" a\"}]}"));
		postForText(PATH, "{" + request + "}");
		assertThat(upstream.takeRequest(TIMEOUT).body()).contains(sent);
	}

	@Test
	void requestMayNameAModel() {
		postForText(PATH, "{\"prompt\":\"p\",\"model\":\"other\",\"max_tokens\":1}");
		assertThat(upstream.takeRequest(TIMEOUT).json()).containsEntry("model", "other").containsEntry("max_tokens", 1);
	}

	@Test
	void promptMayBeLong() {
		String prompt = "word ".repeat(1_000_000);
		upstream.enqueue(SimulatedResponse.json(200, "{\"choices\":[{\"text\":\"" + prompt + "\"}]}"));
		assertThat(postForText(PATH, "{\"prompt\":\"" + prompt + "\"}")).contains(prompt);
		assertThat(upstream.takeRequest(TIMEOUT).json()).containsEntry("prompt", prompt);
	}

	@Test
	void bodyBeyondTheLimitIsAProblem() {
		postForProblem(PATH, "x".repeat(16 * 1024 * 1024 + 1), 413);
		assertThatNothingWasSent();
	}

	@Test
	void modelThatOnlyStreamsIsAnsweredAllTheSame() {
		String body = postForText(PATH,
				"{\"prompt\":\"p\",\"model\":\"together-spring/storyteller-stream-only\",\"max_tokens\":3}");
		assertThat(this.json.readTree(body).at("/choices/0/text").asString()).isNotEmpty();
	}

	@Test
	void callerWhoLeavesCancelsTheCall() {
		upstream.enqueue(completion("never").stallBeforeHeaders());
		Disposable caller = postForLines(PATH, REQUEST).subscribe();
		upstream.takeRequest(TIMEOUT);
		assertThat(upstream.activeRequests()).isOne();
		caller.dispose();
		assertThatUpstreamIsLeft();
	}

}
