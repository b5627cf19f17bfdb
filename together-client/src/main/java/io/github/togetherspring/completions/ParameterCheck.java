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
import java.util.List;

import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Validation of the JSON value of a parameter.
 */
interface ParameterCheck {

	/**
	 * Return what is wrong with a value.
	 * @param value the JSON value
	 * @return the problem, continuing a sentence that begins with the parameter's name,
	 * or {@code null} if there is none
	 */
	@Nullable String problem(Object value);

	static ParameterCheck all(ParameterCheck first, ParameterCheck second) {
		return (value) -> {
			String problem = first.problem(value);
			return (problem != null) ? problem : second.problem(value);
		};
	}

	static ParameterCheck atLeast(int minimum) {
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
		if (value instanceof BigInteger integer) {
			return (integer.bitLength() < Integer.SIZE) ? null : "must be an integer within 32 bits: " + value;
		}
		return mustBe("an integer", value);
	}

	static @Nullable String anyInteger(Object value) {
		return (value instanceof BigInteger) ? null : mustBe("an integer", value);
	}

	static @Nullable String bool(Object value) {
		return (value instanceof Boolean) ? null : mustBe("true or false", value);
	}

	// A prompt may be confidential: nothing of it is quoted.
	static @Nullable String prompt(Object value) {
		if (value instanceof List<?> parts && parts.isEmpty()) {
			return "must not be an empty list";
		}
		boolean right = value instanceof String || value instanceof List<?> parts && parts.stream()
			.allMatch((part) -> (part instanceof List<?> nested)
					? nested.stream().allMatch(ParameterCheck::isPromptPart) : isPromptPart(part));
		return right ? null : "must be a string, a list of strings or token ids, or a list of such lists";
	}

	private static boolean isPromptPart(@Nullable Object part) {
		return part instanceof String || part instanceof BigInteger id && id.bitLength() < Integer.SIZE;
	}

	static @Nullable String texts(Object value) {
		boolean texts = value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
		return texts ? null : mustBe("a list of strings", value);
	}

	static @Nullable String noEmptyText(Object value) {
		return ((List<?>) value).contains("") ? "must not have an empty string in it" : null;
	}

	// An object, or the list of pairs that llama.cpp takes too.
	static @Nullable String biases(Object value) {
		boolean right = (value instanceof JsonObject object) ? object.values().stream().allMatch(ParameterCheck::isBias)
				: value instanceof List<?> pairs && !pairs.isEmpty()
						&& pairs.stream().allMatch(ParameterCheck::isTokenWithBias);
		return right ? null : mustBe("an object of numbers", value);
	}

	private static boolean isTokenWithBias(@Nullable Object pair) {
		return pair instanceof List<?> list && list.size() == 2
				&& (list.get(0) instanceof Integer || list.get(0) instanceof String) && isBias(list.get(1));
	}

	// With false, llama.cpp never chooses the token.
	private static boolean isBias(@Nullable Object bias) {
		return bias instanceof Number || Boolean.FALSE.equals(bias);
	}

	private static String mustBe(String expected, Object value) {
		String actual = (value instanceof JsonObject) ? "an object"
				: (value instanceof List) ? "a list" : (value instanceof String) ? "a string" : String.valueOf(value);
		boolean items = expected.startsWith(actual + " of ");
		return "must be " + expected + " and " + (items ? "has something else in it" : "is " + actual);
	}

}
