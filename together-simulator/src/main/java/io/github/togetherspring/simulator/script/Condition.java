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

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A condition of a {@link RequestPattern}.
 *
 * @param expected a description for messages
 * @param test the condition
 * @param actual what a request has instead, for messages
 * @param distance how far a request is from meeting the condition, from 0 to 1
 */
record Condition(String expected, Predicate<ReceivedRequest> test, Function<ReceivedRequest, String> actual,
		ToDoubleFunction<ReceivedRequest> distance) {

	private static Condition of(String expected, Predicate<ReceivedRequest> test,
			Function<ReceivedRequest, String> actual) {
		return new Condition(expected, test, actual, (request) -> test.test(request) ? 0 : 1);
	}

	static Condition target(String method, String path) {
		String target = method + " " + path;
		return of(target, (request) -> request.method().equals(method) && request.path().equals(path),
				(request) -> request.method() + " " + request.path());
	}

	static Condition prompt(String prompt) {
		return new Condition("prompt " + Texts.quote(prompt), (request) -> request.prompts().equals(List.of(prompt)),
				Condition::actualPrompt, (request) -> Texts.distance(prompt, onlyPrompt(request)));
	}

	private static @Nullable String onlyPrompt(ReceivedRequest request) {
		return (request.prompts().size() == 1) ? request.prompts().get(0) : null;
	}

	static Condition promptContaining(String part) {
		return of("prompt containing " + Texts.quote(part),
				(request) -> request.prompts().stream().anyMatch((prompt) -> prompt.contains(part)),
				Condition::actualPrompt);
	}

	static Condition promptMatching(Pattern pattern) {
		return of("prompt matching " + Texts.quote(pattern.pattern()),
				(request) -> request.prompts().stream().anyMatch(pattern.asPredicate()), Condition::actualPrompt);
	}

	private static String actualPrompt(ReceivedRequest request) {
		return Texts.quote(request.parameter("prompt"));
	}

	static Condition parameter(String name, Object value) {
		return of(name + " " + Texts.quote(value), (request) -> JsonValues.same(value, request.parameter(name)),
				(request) -> Texts.quote(request.parameter(name)));
	}

	static Condition noParameter(String name) {
		return of("no " + name, (request) -> request.parameter(name) == null,
				(request) -> Texts.quote(request.parameter(name)));
	}

	static Condition streamed(boolean streamed) {
		return of(streamed ? "a stream" : "no stream", (request) -> request.stream() == streamed,
				(request) -> request.stream() ? "a stream" : "none");
	}

	static Condition header(String name, String value) {
		boolean secret = name.toLowerCase(Locale.ROOT).equals("authorization");
		return of("header " + name + (secret ? "" : " " + Texts.quote(value)),
				(request) -> value.equals(request.header(name)),
				(request) -> secret ? "another" : Texts.quote(request.header(name)));
	}

	static Condition apiKey(String apiKey) {
		return of("the given API key", (request) -> apiKey.equals(request.apiKey()),
				(request) -> (request.apiKey() != null) ? "another" : "none");
	}

	static Condition of(String description, Predicate<ReceivedRequest> test) {
		return of(description, test, (request) -> "not so");
	}

	boolean isMetBy(ReceivedRequest request) {
		return this.test.test(request);
	}

	String describeMismatch(ReceivedRequest request) {
		return this.expected + ", but was " + this.actual.apply(request);
	}

}
