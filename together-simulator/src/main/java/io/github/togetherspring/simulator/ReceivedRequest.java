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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request that the simulator received.
 *
 * @param method the HTTP method
 * @param path the path, with no query
 * @param headers the headers, with names in lower case
 * @param body the body as it came
 * @param json the body as a map, which is empty when the body is no JSON object
 */
public record ReceivedRequest(String method, String path, Map<String, List<String>> headers, String body,
		Map<String, @Nullable Object> json) {

	private static final String BEARER = "Bearer ";

	/**
	 * Return the first value of a header.
	 * @param name the name, in any case
	 * @return the value, or {@code null} when the request had no such header
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name.toLowerCase(Locale.ROOT));
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Return the API key that the request came with.
	 * @return the key, or {@code null} when there was none
	 */
	public @Nullable String apiKey() {
		String authorization = header("authorization");
		if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
			return null;
		}
		String key = authorization.substring(BEARER.length()).strip();
		return !key.isEmpty() ? key : null;
	}

	/**
	 * Return whether the request is for a completion, and not, for example, for the list
	 * of models.
	 * @return {@code true} for a completion
	 */
	public boolean isCompletion() {
		return this.path.equals(SimulatedApi.COMPLETIONS) && this.method.equals("POST");
	}

	/**
	 * Return the value of a parameter.
	 * @param name the name on the wire, for example {@code max_tokens}
	 * @return a text, number, boolean, list or map, or {@code null} when it isn't set
	 */
	public @Nullable Object parameter(String name) {
		return this.json.get(name);
	}

	/**
	 * Return the prompt.
	 * @return the prompt, or {@code null} when it isn't a single text
	 */
	public @Nullable String prompt() {
		return text("prompt");
	}

	/**
	 * Return the prompts that are texts. Token ids are in {@code parameter("prompt")}.
	 * @return the prompts, which may be none
	 */
	public List<String> prompts() {
		Object prompt = parameter("prompt");
		List<?> prompts = (prompt instanceof List<?> list) ? list : Collections.singletonList(prompt);
		return prompts.stream().filter(String.class::isInstance).map(String.class::cast).toList();
	}

	/**
	 * Return the name of the model.
	 * @return the model, or {@code null} when there is none
	 */
	public @Nullable String model() {
		return text("model");
	}

	/**
	 * Return how many tokens a choice may have.
	 * @return the number of tokens, or {@code null} when it isn't set
	 */
	public @Nullable Integer maxTokens() {
		return integer("max_tokens");
	}

	/**
	 * Return the sampling temperature.
	 * @return the temperature, or {@code null} when it isn't set
	 */
	public @Nullable Double temperature() {
		return number("temperature");
	}

	/**
	 * Return the probability mass that is sampled from.
	 * @return the mass, or {@code null} when it isn't set
	 */
	public @Nullable Double topP() {
		return number("top_p");
	}

	/**
	 * Return the number of the likeliest tokens that are sampled from.
	 * @return the number, or {@code null} when it isn't set
	 */
	public @Nullable Integer topK() {
		return integer("top_k");
	}

	/**
	 * Return how many choices are asked for.
	 * @return the number of choices, or {@code null} when it isn't set
	 */
	public @Nullable Integer n() {
		return integer("n");
	}

	/**
	 * Return the seed for sampling.
	 * @return the seed, or {@code null} when it isn't set
	 */
	public @Nullable BigInteger seed() {
		return (parameter("seed") instanceof Number number) ? new BigDecimal(number.toString()).toBigInteger() : null;
	}

	/**
	 * Return the texts that end an answer.
	 * @return the texts, which may be none
	 */
	public List<String> stop() {
		Object stop = parameter("stop");
		if (stop instanceof List<?> texts) {
			return texts.stream().map(String::valueOf).toList();
		}
		return (stop != null) ? List.of(stop.toString()) : List.of();
	}

	/**
	 * Return whether the answer is to be streamed.
	 * @return {@code true} for a stream
	 */
	public boolean stream() {
		return Boolean.TRUE.equals(parameter("stream"));
	}

	private @Nullable String text(String name) {
		return (parameter(name) instanceof String text) ? text : null;
	}

	private @Nullable Integer integer(String name) {
		return (parameter(name) instanceof Number number) ? number.intValue() : null;
	}

	private @Nullable Double number(String name) {
		return (parameter(name) instanceof Number number) ? number.doubleValue() : null;
	}

	/**
	 * Describe the request without its headers, which hold the key.
	 * @return the method, the path and the body
	 */
	@Override
	public String toString() {
		return this.method + " " + this.path + " " + this.body;
	}

}
