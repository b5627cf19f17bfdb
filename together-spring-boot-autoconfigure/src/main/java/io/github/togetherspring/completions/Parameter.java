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

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a completion request: their names on the wire and what can never be
 * right about their values. Upper limits are left to the service, which changes them.
 */
enum Parameter {

	MODEL("model", Check.all(Check::text, Check::notBlank)),

	PROMPT("prompt", Check::text),

	MAX_TOKENS("max_tokens", Check.all(Check::integer, Check.atLeast(0))),

	TEMPERATURE("temperature", Check.all(Check::number, Check.atLeast(0))),

	TOP_P("top_p", Check::number),

	TOP_K("top_k", Check::integer),

	MIN_P("min_p", Check::number),

	REPETITION_PENALTY("repetition_penalty", Check::number),

	PRESENCE_PENALTY("presence_penalty", Check::number),

	FREQUENCY_PENALTY("frequency_penalty", Check::number),

	LOGIT_BIAS("logit_bias", Check::numbersByName),

	STOP("stop", Check::texts),

	N("n", Check.all(Check::integer, Check.atLeast(1))),

	SEED("seed", Check::anyInteger),

	LOGPROBS("logprobs", Check::integer),

	ECHO("echo", Check::bool),

	SAFETY_MODEL("safety_model", Check::text);

	private static final Map<String, Parameter> BY_NAME = Arrays.stream(values())
		.collect(Collectors.toUnmodifiableMap(Parameter::wireName, Function.identity()));

	private final String wireName;

	private final Check check;

	Parameter(String wireName, Check check) {
		this.wireName = wireName;
		this.check = check;
	}

	static @Nullable Parameter of(String wireName) {
		return BY_NAME.get(wireName);
	}

	String wireName() {
		return this.wireName;
	}

	void check(Object value) {
		String problem = this.check.problem(value);
		if (problem != null) {
			throw new InvalidCompletionRequestException(this.wireName, problem);
		}
	}

	/**
	 * Says what is wrong with a JSON value, or {@code null} if nothing is.
	 */
	private interface Check {

		@Nullable String problem(Object value);

		static Check all(Check first, Check second) {
			return (value) -> {
				String problem = first.problem(value);
				return (problem != null) ? problem : second.problem(value);
			};
		}

		static Check atLeast(int minimum) {
			String problem = (minimum == 0) ? "must not be negative: " : "must be at least " + minimum + ": ";
			return (value) -> (((Number) value).doubleValue() < minimum) ? problem + value : null;
		}

		static @Nullable String text(Object value) {
			return (value instanceof String) ? null : mustBe("a string", value);
		}

		static @Nullable String notBlank(Object value) {
			return ((String) value).isBlank() ? "must not be blank" : null;
		}

		static @Nullable String number(Object value) {
			return (value instanceof Number) ? null : mustBe("a number", value);
		}

		static @Nullable String integer(Object value) {
			if (value instanceof Long || value instanceof BigInteger) {
				return "must be an integer within 32 bits: " + value;
			}
			return (value instanceof Integer) ? null : mustBe("an integer", value);
		}

		static @Nullable String anyInteger(Object value) {
			boolean integer = value instanceof Integer || value instanceof Long || value instanceof BigInteger;
			return integer ? null : mustBe("an integer", value);
		}

		static @Nullable String bool(Object value) {
			return (value instanceof Boolean) ? null : mustBe("true or false", value);
		}

		static @Nullable String texts(Object value) {
			boolean texts = value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
			return texts ? null : mustBe("a list of strings", value);
		}

		static @Nullable String numbersByName(Object value) {
			boolean numbers = value instanceof JsonObject object
					&& object.values().stream().allMatch(Number.class::isInstance);
			return numbers ? null : mustBe("an object of numbers", value);
		}

		private static String mustBe(String expected, Object value) {
			String actual = (value instanceof JsonObject) ? "an object" : (value instanceof List) ? "a list"
					: (value instanceof String) ? "a string" : String.valueOf(value);
			boolean items = expected.startsWith(actual + " of ");
			return "must be " + expected + " and " + (items ? "has something else in it" : "is " + actual);
		}

	}

}
