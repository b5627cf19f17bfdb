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

package io.github.togetherspring.sample.json;

import java.util.List;
import java.util.Map;

import io.github.togetherspring.completions.CompletionRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Reads requests from JSON, with every digit of a number. It has a mapper of its own, as
 * the application's may be set to something else.
 */
@Component
public class RequestReader {

	private static final String PLACE_IN_BODY = " in line %d, column %d";

	private static final String PLACE_IN_LINE = " in column %2$d";

	private final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/**
	 * Read a request.
	 * @param body a JSON object
	 * @return the request
	 * @throws InvalidJsonException if the body is something else
	 */
	public CompletionRequest readRequest(byte[] body) {
		return toRequest("The body", readJson("The body", PLACE_IN_BODY, body));
	}

	/**
	 * Read a request from a line of a file.
	 * @param line a JSON object
	 * @return the request
	 * @throws InvalidJsonException if the line is something else
	 */
	public CompletionRequest readLine(byte[] line) {
		if (isBlank(line)) {
			throw new InvalidJsonException("The line is blank");
		}
		return toRequest("The line", readJson("The line", PLACE_IN_LINE, line));
	}

	private static boolean isBlank(byte[] line) {
		for (byte character : line) {
			if (character != ' ' && character != '\t' && character != '\r') {
				return false;
			}
		}
		return true;
	}

	/**
	 * Read a list whose items need not be requests.
	 * @param body a JSON array
	 * @return the array's items
	 * @throws InvalidJsonException if the body is something else
	 */
	public List<@Nullable Object> readList(byte[] body) {
		if (readJson("The body", PLACE_IN_BODY, body) instanceof List<?> list) {
			@SuppressWarnings("unchecked")
			List<@Nullable Object> items = (List<@Nullable Object>) list;
			return items;
		}
		throw new InvalidJsonException("The body must be a JSON array of requests");
	}

	/**
	 * Make a request of an item of a list.
	 * @param item the item
	 * @return the request
	 * @throws InvalidJsonException if the item is not a JSON object
	 */
	public CompletionRequest toRequest(@Nullable Object item) {
		return toRequest("The item", item);
	}

	private CompletionRequest toRequest(String subject, @Nullable Object json) {
		if (json instanceof Map<?, ?> map) {
			@SuppressWarnings("unchecked")
			Map<String, Object> fields = (Map<String, Object>) map;
			return CompletionRequest.of(fields);
		}
		throw new InvalidJsonException(subject + " must be a JSON object");
	}

	private @Nullable Object readJson(String subject, String place, byte[] json) {
		try {
			return this.mapper.readValue(json, Object.class);
		}
		catch (JacksonException ex) {
			TokenStreamLocation location = ex.getLocation();
			throw new InvalidJsonException(subject + " is broken JSON"
					+ ((location != null) ? place.formatted(location.getLineNr(), location.getColumnNr()) : ""));
		}
		catch (ArithmeticException | NumberFormatException ex) {
			throw new InvalidJsonException(subject + " has a number beyond the limits of the JSON parser");
		}
	}

}
