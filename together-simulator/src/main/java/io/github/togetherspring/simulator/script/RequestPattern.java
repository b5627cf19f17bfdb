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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Pattern of requests, for responding to them (the simulator's {@code on(...)}) and for
 * assertions. Immutable: each method returns a copy with a further condition.
 */
public final class RequestPattern {

	private final List<Condition> conditions;

	private RequestPattern(List<Condition> conditions) {
		this.conditions = List.copyOf(conditions);
	}

	/**
	 * Match all requests, whatever their method and path.
	 * @return the pattern
	 */
	public static RequestPattern anyRequest() {
		return new RequestPattern(List.of());
	}

	/**
	 * Match all requests for a completion.
	 * @return the pattern
	 */
	public static RequestPattern anyPrompt() {
		return new RequestPattern(List.of(Condition.target("POST", ReceivedRequest.COMPLETIONS_PATH)));
	}

	/**
	 * Match completions of the given prompt.
	 * @param prompt the whole prompt
	 * @return the pattern
	 */
	public static RequestPattern prompt(String prompt) {
		return anyPrompt().with(Condition.prompt(prompt));
	}

	/**
	 * Match completions of a prompt that contains the given text.
	 * @param part the text
	 * @return the pattern
	 */
	public static RequestPattern promptContaining(String part) {
		return anyPrompt().with(Condition.promptContaining(part));
	}

	/**
	 * Match completions of a prompt in which a regular expression is found.
	 * @param regex the regular expression
	 * @return the pattern
	 */
	public static RequestPattern promptMatching(String regex) {
		return anyPrompt().with(Condition.promptMatching(Pattern.compile(regex)));
	}

	/**
	 * Match requests for the list of models, including those of health checks.
	 * @return the pattern
	 */
	public static RequestPattern models() {
		return new RequestPattern(
				List.of(Condition.of("GET or HEAD " + ReceivedRequest.MODELS_PATH, ReceivedRequest::isForModels)));
	}

	/**
	 * Require a model.
	 * @param model the name of the model
	 * @return the changed pattern
	 */
	public RequestPattern withModel(String model) {
		return withParameter("model", model);
	}

	/**
	 * Require a value of a parameter.
	 * @param name the name on the wire, for example {@code max_tokens}
	 * @param value a string, number, boolean, list or map; numbers are compared by value,
	 * whatever their type
	 * @return the changed pattern
	 */
	public RequestPattern withParameter(String name, Object value) {
		return with(Condition.parameter(name, value));
	}

	/**
	 * Require that a parameter is not set.
	 * @param name the name on the wire
	 * @return the changed pattern
	 */
	public RequestPattern withoutParameter(String name) {
		return with(Condition.noParameter(name));
	}

	/**
	 * Require a header.
	 * @param name the name, in any case
	 * @param value the value
	 * @return the changed pattern
	 */
	public RequestPattern withHeader(String name, String value) {
		return with(Condition.header(name, value));
	}

	/**
	 * Require an API key. Messages do not contain it.
	 * @param apiKey the key
	 * @return the changed pattern
	 */
	public RequestPattern withApiKey(String apiKey) {
		return with(Condition.apiKey(apiKey));
	}

	/**
	 * Require that a stream is requested.
	 * @return the changed pattern
	 */
	public RequestPattern streamed() {
		return with(Condition.streamed(true));
	}

	/**
	 * Require that no stream is requested.
	 * @return the changed pattern
	 */
	public RequestPattern notStreamed() {
		return with(Condition.streamed(false));
	}

	/**
	 * Require any other condition.
	 * @param description a description for messages
	 * @param test the condition
	 * @return the changed pattern
	 */
	public RequestPattern where(String description, Predicate<ReceivedRequest> test) {
		return with(Condition.of(description, test));
	}

	private RequestPattern with(Condition condition) {
		List<Condition> all = new ArrayList<>(this.conditions);
		all.add(condition);
		return new RequestPattern(all);
	}

	/**
	 * Return whether a request matches.
	 * @param request the request
	 * @return {@code true} if it meets all conditions
	 */
	public boolean matches(ReceivedRequest request) {
		return this.conditions.stream().allMatch((condition) -> condition.isMetBy(request));
	}

	/**
	 * Return why a request does not match.
	 * @param request the request
	 * @return the conditions that are not met, with the actual values; empty if it
	 * matches
	 */
	public String describeMismatch(ReceivedRequest request) {
		return this.conditions.stream()
			.filter((condition) -> !condition.isMetBy(request))
			.map((condition) -> condition.describeMismatch(request))
			.collect(Collectors.joining("; "));
	}

	/**
	 * Return how far a request is from matching, for finding the nearest of several.
	 * @param request the request
	 * @return 0 for a request that matches, more for others
	 */
	public double distance(ReceivedRequest request) {
		return this.conditions.stream().mapToDouble((condition) -> condition.distance().applyAsDouble(request)).sum();
	}

	/**
	 * Describe the conditions.
	 */
	@Override
	public String toString() {
		return this.conditions.isEmpty() ? "any request"
				: this.conditions.stream().map(Condition::expected).collect(Collectors.joining(", "));
	}

}
