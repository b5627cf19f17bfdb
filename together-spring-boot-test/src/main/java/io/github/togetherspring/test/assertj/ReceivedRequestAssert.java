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

package io.github.togetherspring.test.assertj;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a request for a completion.
 */
public final class ReceivedRequestAssert extends AbstractAssert<ReceivedRequestAssert, ReceivedRequest> {

	ReceivedRequestAssert(@Nullable ReceivedRequest actual) {
		super(actual, ReceivedRequestAssert.class);
	}

	/**
	 * Verify that the request matches a pattern.
	 * @param pattern the pattern
	 * @return these assertions
	 */
	public ReceivedRequestAssert matches(RequestPattern pattern) {
		isNotNull();
		String mismatch = pattern.describeMismatch(this.actual);
		if (!mismatch.isEmpty()) {
			throw failure("%nExpected %s%nin:%n  %s", mismatch, this.actual);
		}
		return this;
	}

	/**
	 * Verify the prompt.
	 * @param prompt the whole prompt
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasPrompt(String prompt) {
		return matches(RequestPattern.prompt(prompt));
	}

	/**
	 * Verify that the prompt contains a text.
	 * @param part the text
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasPromptContaining(String part) {
		return matches(RequestPattern.promptContaining(part));
	}

	/**
	 * Verify the model.
	 * @param model the name of the model
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasModel(String model) {
		return matches(RequestPattern.anyPrompt().withModel(model));
	}

	/**
	 * Verify a parameter.
	 * @param name the name on the wire, for example {@code max_tokens}
	 * @param value a string, number, boolean, list or map; numbers are compared by value,
	 * whatever their type
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasParameter(String name, Object value) {
		return matches(RequestPattern.anyPrompt().withParameter(name, value));
	}

	/**
	 * Verify that a parameter is not set.
	 * @param name the name on the wire
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasNoParameter(String name) {
		return matches(RequestPattern.anyPrompt().withoutParameter(name));
	}

	/**
	 * Verify a header.
	 * @param name the name, in any case
	 * @param value the value
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasHeader(String name, String value) {
		return matches(RequestPattern.anyPrompt().withHeader(name, value));
	}

	/**
	 * Verify the API key. Messages do not contain it.
	 * @param apiKey the key
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasApiKey(String apiKey) {
		return matches(RequestPattern.anyPrompt().withApiKey(apiKey));
	}

	/**
	 * Verify that the request asks for a stream.
	 * @return these assertions
	 */
	public ReceivedRequestAssert isStreamed() {
		return matches(RequestPattern.anyPrompt().streamed());
	}

	/**
	 * Verify that the request does not ask for a stream.
	 * @return these assertions
	 */
	public ReceivedRequestAssert isNotStreamed() {
		return matches(RequestPattern.anyPrompt().notStreamed());
	}

}
