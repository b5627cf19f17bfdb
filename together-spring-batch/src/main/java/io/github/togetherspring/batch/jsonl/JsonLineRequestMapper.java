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

package io.github.togetherspring.batch.jsonl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.togetherspring.batch.CompletionRequestMapper;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.jackson.CompletionsJacksonModule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Converts a line to a request. Thread-safe.
 * <p>
 * A line is one of two JSON objects: a request as {@code POST /v1/completions} accepts
 * it, or a line of a batch file as OpenAI and Together AI define it, with the request in
 * {@code body}. Unknown fields of a request are sent as they are. {@code stream} is
 * ignored, because a job does not stream. {@code custom_id} is allowed in both forms and
 * is not sent; {@link JsonLineAggregator} repeats it in the result.
 * <p>
 * A line with a {@linkplain JsonLine#previousResult() previous result} is passed through
 * without a call.
 */
public final class JsonLineRequestMapper implements CompletionRequestMapper<JsonLine> {

	private static final String BODY = "body";

	private static final String METHOD = "method";

	private static final String URL = "url";

	private static final Set<String> ENVELOPE = Set.of(BODY, METHOD, URL, CustomIds.FIELD);

	private final JsonMapper mapper = JsonMapper.builder()
		.addModule(new CompletionsJacksonModule())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/**
	 * Convert a line to a request.
	 * @param line the line
	 * @return the request, or {@code null} if the line has a previous result
	 * @throws InvalidJsonLineException if the line is not a JSON object of one of the two
	 * forms
	 * @throws io.github.togetherspring.completions.InvalidCompletionRequestException if a
	 * parameter has a value that no server accepts
	 */
	@Override
	public @Nullable CompletionRequest map(JsonLine line) {
		if (line.previousResult() != null) {
			return null;
		}
		String text = line.text();
		if (text == null) {
			throw new InvalidJsonLineException(String.valueOf(line.problem()));
		}
		if (text.isBlank()) {
			throw new InvalidJsonLineException("The line is blank");
		}
		// An envelope is an object with unknown fields, too, and is read without loss.
		CompletionRequest object = read(text);
		Map<String, ?> fields = object.json();
		if (fields.containsKey(BODY)) {
			return requestOf(fields);
		}
		return fields.containsKey(CustomIds.FIELD) ? withoutCustomId(fields) : object;
	}

	private CompletionRequest read(String text) {
		try {
			CompletionRequest object = this.mapper.readValue(text, CompletionRequest.class);
			if (object != null) {
				return object;
			}
			throw noObject();
		}
		catch (MismatchedInputException ex) {
			throw noObject();
		}
		catch (StreamReadException ex) {
			throw new InvalidJsonLineException("The line is broken JSON" + column(ex));
		}
		catch (JacksonException | ArithmeticException | NumberFormatException ex) {
			throw new InvalidJsonLineException("The line has a value beyond the limits of the JSON parser");
		}
	}

	private static InvalidJsonLineException noObject() {
		return new InvalidJsonLineException("The line must be a JSON object");
	}

	private static String column(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		return (location != null && !(ex instanceof UnexpectedEndOfInputException))
				? " in column " + location.getColumnNr() : "";
	}

	private static CompletionRequest requestOf(Map<String, ?> envelope) {
		envelope.keySet().stream().filter((name) -> !ENVELOPE.contains(name)).findFirst().ifPresent((name) -> {
			throw new InvalidJsonLineException("'" + name + "' must be inside 'body'");
		});
		checkCustomId(envelope);
		if (envelope.containsKey(METHOD) && !"POST".equals(envelope.get(METHOD))) {
			throw new InvalidJsonLineException("'method' must be POST");
		}
		if (envelope.containsKey(URL) && !isCompletions(envelope.get(URL))) {
			throw new InvalidJsonLineException("'url' must be /v1/completions");
		}
		if (envelope.get(BODY) instanceof Map<?, ?> body) {
			return CompletionRequest.of(copy(body));
		}
		throw new InvalidJsonLineException("'body' must be a JSON object");
	}

	private static boolean isCompletions(@Nullable Object url) {
		return url instanceof String path && path.endsWith("/completions") && !path.endsWith("/chat/completions");
	}

	private static CompletionRequest withoutCustomId(Map<String, ?> fields) {
		checkCustomId(fields);
		Map<String, @Nullable Object> request = copy(fields);
		request.remove(CustomIds.FIELD);
		return CompletionRequest.of(request);
	}

	private static void checkCustomId(Map<String, ?> fields) {
		if (fields.containsKey(CustomIds.FIELD) && !(fields.get(CustomIds.FIELD) instanceof String)) {
			throw new InvalidJsonLineException("'custom_id' must be a string");
		}
	}

	private static Map<String, @Nullable Object> copy(Map<?, ?> object) {
		Map<String, @Nullable Object> copy = new LinkedHashMap<>();
		object.forEach((name, value) -> copy.put(String.valueOf(name), value));
		return copy;
	}

}
