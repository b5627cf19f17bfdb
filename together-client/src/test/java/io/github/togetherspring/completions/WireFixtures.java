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

package io.github.togetherspring.completions;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Responses in every format that servers have been seen to send.
 */
final class WireFixtures {

	static final JsonMapper EXACT = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	static final String FULL = """
			{"id":"r1-abc","object":"text.completion","created":1736421961,"model":"acme/base-7b","prompt":[],
			"choices":[{"text":" blue","finish_reason":"stop","seed":42,"logprobs":null,"index":0}],
			"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

	private WireFixtures() {
	}

	static Map<String, Object> parse(String json) {
		return EXACT.readValue(json, new TypeReference<Map<String, Object>>() {
		});
	}

	static CompletionResponse response(String json) {
		return CompletionResponse.of(parse(json));
	}

	static CompletionChunk chunk(String json) {
		return CompletionChunk.of(parse(json));
	}

	static Logprobs logprobs(String json) {
		return choiceWith("logprobs", json).logprobs();
	}

	static CompletionChoice choiceWith(String name, String json) {
		return CompletionChoice.of(parse("{\"text\":\"a\",\"index\":0,\"%s\":%s}".formatted(name, json)));
	}

	static Stream<Arguments> responses() {
		return Stream.of(argumentSet("compact", FULL),
				argumentSet("pretty", EXACT.writerWithDefaultPrettyPrinter().writeValueAsString(parse(FULL))),
				choice("seed above Long.MAX_VALUE", "\"seed\":16804105058607157000"),
				choice("seed null", "\"seed\":null"), choice("seed absent", "\"text\":\"x\""),
				choice("seed in exponent form", "\"seed\":1.6E19"), top("object text_completion", """
						"object":"text_completion\""""), top("object null", "\"object\":null"),
				choice("finish reason eos", "\"finish_reason\":\"eos\""),
				choice("finish reason empty", "\"finish_reason\":\"\""),
				choice("finish reason null", "\"finish_reason\":null"),
				choice("finish reason unknown", "\"finish_reason\":\"flux\""),
				logprobs("token ids",
						"{\"token_ids\":[50,287],\"tokens\":[\" b\",\".\"],\"token_logprobs\":[-1.9,-0.7]}"),
				logprobs("no token ids", "{\"tokens\":[\"a\"],\"token_logprobs\":[-1.5],\"token_ids\":[]}"),
				logprobs("null token id", "{\"tokens\":[\"a\"],\"token_logprobs\":[-1.5],\"token_ids\":[null]}"),
				logprobs("list of lists", """
						{"tokens":["a"],"token_logprobs":[-4.7e-7],"top_logprobs":[[{"token":"a","logprob":-4.7e-7},\
						{"token":"b","logprob":-15.25}]]}"""),
				logprobs("list of maps",
						"{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[{\"a\":-0.5,\"b\":-2}]}"),
				logprobs("map", "{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5],\"top_logprobs\":{\"a\":-0.5}}"),
				logprobs("bare number", "-0.25"), logprobs("bare zero", "0"), logprobs("content", """
						{"content":[{"token":"a","bytes":[97],"logprob":-0.1,"top_logprobs":[{"token":"a",\
						"bytes":[97],"logprob":-0.1}]}]}"""),
				logprobs("null items", "{\"tokens\":[null,\"a\"],\"token_logprobs\":[null,-1]}"),
				logprobs("positive", "{\"tokens\":[\"a\"],\"token_logprobs\":[0.5]}"),
				logprobs("integer zero", "{\"tokens\":[\"a\"],\"token_logprobs\":[0]}"), top("echo", """
						"prompt":[{"text":"The sky is","logprobs":{"tokens":["The"," sky"," is"],\
						"token_logprobs":[null,-3.5,-0.25]}}]"""),
				top("echo without logprobs", "\"prompt\":[{\"text\":\"The sky is\"}]"),
				argumentSet("prompt absent", FULL.replace("\"prompt\":[],", "")), top("usage null", "\"usage\":null"),
				argumentSet("usage absent", "{\"id\":\"a\",\"choices\":[]}"), usage("cached tokens", """
						"cached_tokens":2"""), usage("cached token details", """
						"prompt_tokens_details":{"cached_tokens":2}"""), usage("reasoning tokens", """
						"reasoning_tokens":7"""), usage("reasoning token details", """
						"completion_tokens_details":{"reasoning_tokens":7}"""),
				top("unknown fields at the top",
						"\"metadata\":{\"weight_version\":\"v\",\"deep\":[{\"x\":null}]},\"warnings\":[{\"message\":\"w\"}]"),
				choice("unknown fields in a choice",
						"\"stop_reason\":128001,\"matched_stop\":[1,2.50],\"tool_calls\":null"),
				usage("unknown fields in usage", "\"moon_phase\":{\"a\":true}"),
				logprobs("unknown fields in logprobs", "{\"tokens\":[],\"colour\":\"blue\"}"),
				top("unknown fields in the echo", "\"prompt\":[{\"text\":\"p\",\"hash\":\"h\"}]"),
				argumentSet("empty object", "{}"), argumentSet("choices of another type", "{\"choices\":\"none\"}"),
				argumentSet("nulls among the choices", "{\"choices\":[null,{\"text\":\"a\"},7]}"));
	}

	static Stream<Arguments> chunks() {
		return Stream.of(argumentSet("plain", """
				{"id":"r1","object":"completion.chunk","created":1,"choices":[{"index":0,"text":" a","logprobs":null,\
				"finish_reason":null,"seed":null,"delta":{"token_id":44941,"role":"assistant","content":" a"}}],\
				"model":"m","usage":null}"""), argumentSet("without usage and role",
				"{\"id\":\"r1\",\"choices\":[{\"index\":0,\"text\":\"\",\"delta\":{\"token_id\":null,\"content\":\"\"}}]}"),
				argumentSet("usage only", """
						{"id":"r1","object":"completion.chunk","choices":[],"usage":{"prompt_tokens":1,\
						"total_tokens":2,"completion_tokens":1},"warnings":[{"message":"w"}]}"""),
				argumentSet("reasoning delta",
						"{\"choices\":[{\"index\":0,\"delta\":{\"content\":null,\"reasoning\":\"We\",\"tool_calls\":null}}]}"),
				argumentSet("logprob number", "{\"choices\":[{\"index\":1,\"text\":\"a\",\"logprobs\":-0.125}]}"));
	}

	static List<String> texts(Stream<Arguments> arguments) {
		return arguments.map((argument) -> (String) argument.get()[0]).toList();
	}

	private static Arguments top(String name, String field) {
		return argumentSet(name, merged(field, "", ""));
	}

	private static Arguments choice(String name, String field) {
		return argumentSet(name, merged("\"id\":\"a\"", field, ""));
	}

	private static Arguments logprobs(String name, String logprobs) {
		return choice("logprobs: " + name, "\"logprobs\":" + logprobs);
	}

	private static Arguments usage(String name, String field) {
		return argumentSet("usage: " + name, merged("\"id\":\"a\"", "", "," + field));
	}

	private static String merged(String top, String choice, String usage) {
		String name = top.substring(0, top.indexOf(':') + 1);
		String choices = "\"choices\":[{\"index\":0%s}]".formatted(choice.isEmpty() ? "" : "," + choice);
		String usages = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4%s}".formatted(usage);
		return "{" + top + "," + choices + (name.equals("\"usage\":") ? "" : "," + usages) + ",\"model\":\"m\"}";
	}

}
