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

package io.github.togetherspring.simulator.script;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A request that the simulator has received.
 */
public final class ReceivedRequest {

	/**
	 * Path of completions.
	 */
	public static final String COMPLETIONS_PATH = "/v1/completions";

	/**
	 * Path of the list of models.
	 */
	public static final String MODELS_PATH = "/v1/models";

	private static final String BEARER = "Bearer ";

	private final String method;

	private final String path;

	private final @Nullable String query;

	private final String protocol;

	private final Map<String, List<String>> headers;

	private final String body;

	private final Map<String, @Nullable Object> json;

	private ReceivedRequest(String method, String path, @Nullable String query, String protocol,
			Map<String, List<String>> headers, String body) {
		this.method = method;
		this.path = path;
		this.query = query;
		this.protocol = protocol;
		this.headers = copy(headers);
		this.body = body;
		this.json = JsonValues.readObject(body);
	}

	/**
	 * Create a request, for example to test a function that creates responses.
	 * @param method the HTTP method
	 * @param path the path without query
	 * @param query the raw query, or {@code null} if there is none
	 * @param protocol the version of HTTP, for example {@code HTTP/1.1}
	 * @param headers the headers, with names in any case
	 * @param body the body
	 * @return the request
	 */
	public static ReceivedRequest of(String method, String path, @Nullable String query, String protocol,
			Map<String, List<String>> headers, String body) {
		return new ReceivedRequest(method, path, query, protocol, headers, body);
	}

	/**
	 * Return the HTTP method.
	 * @return the method
	 */
	public String method() {
		return this.method;
	}

	/**
	 * Return the path.
	 * @return the path without query
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Return the raw query.
	 * @return the query, or {@code null} if there is none
	 */
	public @Nullable String query() {
		return this.query;
	}

	/**
	 * Return the version of HTTP.
	 * @return the version, for example {@code HTTP/1.1}
	 */
	public String protocol() {
		return this.protocol;
	}

	/**
	 * Return the headers.
	 * @return the values of each header, whose name is in lower case
	 */
	public Map<String, List<String>> headers() {
		return this.headers;
	}

	/**
	 * Return the body.
	 * @return the body, possibly empty
	 */
	public String body() {
		return this.body;
	}

	/**
	 * Return the body as a map.
	 * @return the parameters, empty if the body is not a JSON object
	 */
	public Map<String, @Nullable Object> json() {
		return this.json;
	}

	/**
	 * Return the first value of a header.
	 * @param name the name, in any case
	 * @return the value, or {@code null} if there is no such header
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name.toLowerCase(Locale.ROOT));
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Return the API key.
	 * @return the key, or {@code null} if there is none
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
	 * Return whether the request is for a completion.
	 * @return {@code true} for a completion, {@code false} for the list of models, for
	 * example
	 */
	public boolean isCompletion() {
		return this.path.equals(COMPLETIONS_PATH) && this.method.equals("POST");
	}

	/**
	 * Return the value of a parameter.
	 * @param name the name on the wire, for example {@code max_tokens}
	 * @return a string, number, boolean, list or map, or {@code null} if it is not set
	 */
	public @Nullable Object parameter(String name) {
		return this.json.get(name);
	}

	/**
	 * Return the prompt.
	 * @return the prompt, or {@code null} if it is not a single text
	 */
	public @Nullable String prompt() {
		return text("prompt");
	}

	/**
	 * Return the prompts that are texts. Token ids are in {@code parameter("prompt")}.
	 * @return the prompts, or an empty list
	 */
	public List<String> prompts() {
		Object prompt = parameter("prompt");
		List<?> prompts = (prompt instanceof List<?> list) ? list : Collections.singletonList(prompt);
		return prompts.stream().filter(String.class::isInstance).map(String.class::cast).toList();
	}

	/**
	 * Return the name of the model.
	 * @return the model, or {@code null} if it is not set
	 */
	public @Nullable String model() {
		return text("model");
	}

	/**
	 * Return the maximum number of tokens of a choice.
	 * @return the number of tokens, or {@code null} if it is not set
	 */
	public @Nullable Integer maxTokens() {
		return integer("max_tokens");
	}

	/**
	 * Return the sampling temperature.
	 * @return the temperature, or {@code null} if it is not set
	 */
	public @Nullable Double temperature() {
		return number("temperature");
	}

	/**
	 * Return the probability mass that is sampled from.
	 * @return the mass, or {@code null} if it is not set
	 */
	public @Nullable Double topP() {
		return number("top_p");
	}

	/**
	 * Return the number of most likely tokens that are sampled from.
	 * @return the number, or {@code null} if it is not set
	 */
	public @Nullable Integer topK() {
		return integer("top_k");
	}

	/**
	 * Return the number of choices for each prompt.
	 * @return the number of choices, or {@code null} if it is not set
	 */
	public @Nullable Integer n() {
		return integer("n");
	}

	/**
	 * Return the seed for sampling.
	 * @return the seed, or {@code null} if it is not set
	 */
	public @Nullable BigInteger seed() {
		return (parameter("seed") instanceof Number number) ? new BigDecimal(number.toString()).toBigInteger() : null;
	}

	/**
	 * Return the stop sequences.
	 * @return the stop sequences, or an empty list
	 */
	public List<String> stop() {
		Object stop = parameter("stop");
		if (stop instanceof List<?> texts) {
			return texts.stream().map(String::valueOf).toList();
		}
		return (stop != null) ? List.of(stop.toString()) : List.of();
	}

	/**
	 * Return whether a stream is requested.
	 * @return {@code true} for a stream
	 */
	public boolean stream() {
		return Boolean.TRUE.equals(parameter("stream"));
	}

	private static Map<String, List<String>> copy(Map<String, List<String>> headers) {
		Map<String, List<String>> copy = new TreeMap<>();
		headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
		return Collections.unmodifiableMap(copy);
	}

	boolean isForModels() {
		return this.path.equals(MODELS_PATH) && !this.method.equals("POST");
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
	 * Describe the request without its headers, which contain the API key.
	 * @return the method, the path and the body
	 */
	@Override
	public String toString() {
		return this.method + " " + this.path + " " + this.body;
	}

}
