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

package io.github.togetherspring.internal.simulator.api;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the parameters of a request. A missing parameter is the same as {@code null}. One
 * of a wrong type or out of range is rejected.
 */
final class ParameterReader {

	private final JsonNode body;

	ParameterReader(JsonNode body) {
		this.body = body;
	}

	private @Nullable JsonNode get(String name) {
		JsonNode value = this.body.get(name);
		return (value == null || value.isNull()) ? null : value;
	}

	JsonNode required(String name) {
		JsonNode value = get(name);
		if (value == null) {
			throw RejectedRequestException.missing(name);
		}
		return value;
	}

	static String text(String name, JsonNode value) {
		if (!value.isString()) {
			throw wrongType(name, value, "string");
		}
		return value.stringValue();
	}

	boolean flag(String name) {
		JsonNode value = get(name);
		if (value != null && !value.isBoolean()) {
			throw wrongType(name, value, "boolean");
		}
		return value != null && value.booleanValue();
	}

	@Nullable BigInteger integer(String name) {
		JsonNode value = get(name);
		if (value != null && !value.isIntegralNumber()) {
			throw wrongType(name, value, "integer");
		}
		return (value != null) ? value.bigIntegerValue() : null;
	}

	@Nullable Integer integer(String name, int min, int max) {
		BigInteger value = integer(name);
		if (value == null) {
			return null;
		}
		checkRange(name, value, value.compareTo(BigInteger.valueOf(min)) < 0, min,
				value.compareTo(BigInteger.valueOf(max)) > 0, max);
		return value.intValue();
	}

	@Nullable Double number(String name, double min, double max) {
		JsonNode value = get(name);
		return (value != null) ? number(name, value, min, max) : null;
	}

	private double number(String name, JsonNode value, double min, double max) {
		if (!value.isNumber()) {
			throw wrongType(name, value, "number");
		}
		double number = value.doubleValue();
		checkRange(name, value, number < min, min, number > max, max);
		return number;
	}

	private void checkRange(String name, Object value, boolean tooSmall, Number min, boolean tooBig, Number max) {
		if (tooSmall) {
			throw RejectedRequestException.invalid(value + " is less than the minimum of " + min, name);
		}
		if (tooBig) {
			throw RejectedRequestException.invalid(value + " is greater than the maximum of " + max, name);
		}
	}

	List<String> texts(String name) {
		JsonNode value = get(name);
		if (value == null) {
			return List.of();
		}
		if (!value.isArray()) {
			return List.of(text(name, value));
		}
		List<String> texts = new ArrayList<>();
		value.forEach((text) -> texts.add(text(name, text)));
		return texts;
	}

	Map<Integer, Double> numbersById(String name, double min, double max) {
		JsonNode value = get(name);
		if (value == null) {
			return Map.of();
		}
		if (!value.isObject()) {
			throw wrongType(name, value, "object");
		}
		Map<Integer, Double> numbers = new HashMap<>();
		value.properties().forEach((entry) -> {
			if (!entry.getKey().matches("\\d{1,9}")) {
				throw RejectedRequestException.invalid("\"" + entry.getKey() + "\" is not a token id", name);
			}
			numbers.put(Integer.valueOf(entry.getKey()), number(name, entry.getValue(), min, max));
		});
		return numbers;
	}

	private static RejectedRequestException wrongType(String name, JsonNode value, String expected) {
		return RejectedRequestException.invalid("invalid type: " + value.getNodeType().name().toLowerCase(Locale.ROOT)
				+ ", expected a value of type " + expected, name);
	}

}
