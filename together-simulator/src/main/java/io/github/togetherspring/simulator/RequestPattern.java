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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which requests are meant, to answer them ({@link TogetherSimulator#on}) or to assert
 * that they were received. Immutable: each method returns a copy that wants more.
 */
public final class RequestPattern {

	private final List<Condition> conditions;

	private RequestPattern(List<Condition> conditions) {
		this.conditions = List.copyOf(conditions);
	}

	/**
	 * All requests for a completion.
	 * @return the pattern
	 */
	public static RequestPattern anyPrompt() {
		return new RequestPattern(List.of(Condition.target("POST", SimulatedApi.COMPLETIONS)));
	}

	/**
	 * Requests for a completion of the given prompt.
	 * @param prompt the whole prompt
	 * @return the pattern
	 */
	public static RequestPattern prompt(String prompt) {
		return anyPrompt().with(Condition.prompt(prompt));
	}

	/**
	 * Requests for a completion of prompts with the given text in one of them.
	 * @param part the text
	 * @return the pattern
	 */
	public static RequestPattern promptContaining(String part) {
		return anyPrompt().with(Condition.promptContaining(part));
	}

	/**
	 * Requests for a completion of prompts in one of which a regular expression is found.
	 * @param regex the regular expression
	 * @return the pattern
	 */
	public static RequestPattern promptMatching(String regex) {
		return anyPrompt().with(Condition.promptMatching(Pattern.compile(regex)));
	}

	/**
	 * Requests for the list of models, which is also what a health check asks for.
	 * @return the pattern
	 */
	public static RequestPattern models() {
		return new RequestPattern(List.of(Condition.of("GET or HEAD " + SimulatedApi.MODELS, StubDispatcher::isProbe)));
	}

	/**
	 * Only for the given model.
	 * @param model the name of the model
	 * @return the changed pattern
	 */
	public RequestPattern withModel(String model) {
		return withParameter("model", model);
	}

	/**
	 * Only with the given value of a parameter.
	 * @param name the name on the wire, for example {@code max_tokens}
	 * @param value a text, number, boolean, list or map; numbers are compared by their
	 * value, whatever their type
	 * @return the changed pattern
	 */
	public RequestPattern withParameter(String name, Object value) {
		return with(Condition.parameter(name, value));
	}

	/**
	 * Only without a parameter.
	 * @param name the name on the wire
	 * @return the changed pattern
	 */
	public RequestPattern withoutParameter(String name) {
		return with(Condition.noParameter(name));
	}

	/**
	 * Only with a header.
	 * @param name the name, in any case
	 * @param value the value
	 * @return the changed pattern
	 */
	public RequestPattern withHeader(String name, String value) {
		return with(Condition.header(name, value));
	}

	/**
	 * Only with an API key.
	 * @param apiKey the key, which no message shows
	 * @return the changed pattern
	 */
	public RequestPattern withApiKey(String apiKey) {
		return with(Condition.apiKey(apiKey));
	}

	/**
	 * Only for a streamed answer.
	 * @return the changed pattern
	 */
	public RequestPattern streamed() {
		return with(Condition.streamed(true));
	}

	/**
	 * Only for an answer at once.
	 * @return the changed pattern
	 */
	public RequestPattern notStreamed() {
		return with(Condition.streamed(false));
	}

	/**
	 * Only where a test of your own says so.
	 * @param description what is tested, for messages
	 * @param test the test
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
	 * Return whether a request is meant.
	 * @param request the request
	 * @return {@code true} when it has everything that is wanted
	 */
	public boolean matches(ReceivedRequest request) {
		return this.conditions.stream().allMatch((condition) -> condition.isMetBy(request));
	}

	/**
	 * Return why a request isn't meant.
	 * @param request the request
	 * @return what it should have and what it has instead; empty when it is meant
	 */
	public String describeMismatch(ReceivedRequest request) {
		return this.conditions.stream()
			.filter((condition) -> !condition.isMetBy(request))
			.map((condition) -> condition.describeMismatch(request))
			.collect(Collectors.joining("; "));
	}

	/**
	 * Return how far a request is from being meant, so that the nearest one of several
	 * can be shown.
	 * @param request the request
	 * @return 0 for a request that is meant, more for others
	 */
	public double distance(ReceivedRequest request) {
		return this.conditions.stream().mapToDouble((condition) -> condition.distance().applyAsDouble(request)).sum();
	}

	/**
	 * Tell what is wanted.
	 */
	@Override
	public String toString() {
		return this.conditions.stream().map(Condition::expected).collect(Collectors.joining(", "));
	}

}
