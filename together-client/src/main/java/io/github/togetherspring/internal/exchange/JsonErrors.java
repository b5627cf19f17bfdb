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

package io.github.togetherspring.internal.exchange;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.togetherspring.internal.json.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Finds the details in the JSON of an error. Servers do not agree on a shape: the message
 * of one is the list of another, and gateways add their own envelopes. {@code input}, in
 * which FastAPI sends the request back, is never read.
 */
final class JsonErrors {

	private static final List<String> ENVELOPES = List.of("error", "Error", "errors", "fault");

	private static final List<String> SUMMARIES = List.of("title", "error");

	private static final List<String> MESSAGES = List.of("message", "Message", "msg", "error_message", "errorMessage",
			"error_description", "faultstring", "detail", "reason");

	private static final List<String> TYPES = List.of("type", "__type", "error_type", "errorType");

	private static final List<String> CODES = List.of("code", "Code", "error_code", "errorCode", "ErrorCode");

	private static final List<String> REQUEST_IDS = List.of("id", "request_id", "requestId");

	private static final Set<String> MEANINGLESS_TYPES = Set.of("error", "about:blank");

	private static final int MAX_DEPTH = 8;

	private static final int MAX_LISTED = 5;

	private final JsonCodec json;

	JsonErrors(JsonCodec json) {
		this.json = json;
	}

	/**
	 * Return the details in the JSON of an error.
	 * @param json the JSON: an object, a list or a text
	 * @return the details
	 */
	ErrorDetails read(@Nullable Object json) {
		return read(json, 0);
	}

	private ErrorDetails read(@Nullable Object json, int depth) {
		if (depth < MAX_DEPTH) {
			if (json instanceof Map<?, ?> object) {
				return readObject(object, depth + 1);
			}
			if (json instanceof List<?> list) {
				return readList(list, depth + 1);
			}
			if (json instanceof String text) {
				return readText(text.strip(), depth + 1);
			}
		}
		return ErrorDetails.NONE;
	}

	private ErrorDetails readObject(Map<?, ?> object, int depth) {
		ErrorDetails members = readMembers(object, depth);
		Object envelope = envelope(object);
		if (envelope == null) {
			return members;
		}
		ErrorDetails inner = read(envelope, depth);
		if (inner.message() == null && envelope instanceof Map<?, ?> fields) {
			inner = inner.or(readFields(fields, depth));
		}
		String message = (inner.message() != null) ? join(text(object.get("title")), inner.message())
				: members.message();
		String type = (inner.type() != null) ? inner.type() : text(object.get("error_type"));
		return new ErrorDetails(message, type, inner.code(), inner.param(), members.requestId());
	}

	private static @Nullable Object envelope(Map<?, ?> object) {
		for (String name : ENVELOPES) {
			Object value = object.get(name);
			if (value instanceof Map<?, ?> || value instanceof List<?>) {
				return value;
			}
		}
		if (object.get("choices") instanceof List<?> choices) {
			for (Object choice : choices) {
				if (choice instanceof Map<?, ?> fields && fields.get("error") != null) {
					return fields.get("error");
				}
			}
		}
		return null;
	}

	private ErrorDetails readMembers(Map<?, ?> object, int depth) {
		ErrorDetails told = firstTold(object, MESSAGES, depth);
		String message = join(firstTold(object, SUMMARIES, depth).message(), told.message());
		if (object.get("metadata") instanceof Map<?, ?> metadata) {
			// OpenRouter: the error of the actual provider.
			message = join(message, read(metadata.get("raw"), depth).message());
		}
		String location = (object.get("loc") instanceof List<?> path) ? location(path) : null;
		message = (message != null && location != null) ? location + ": " + message : message;
		String param = text(object.get("param"));
		return new ErrorDetails(message, type(object), first(object, CODES), (param != null) ? param : location,
				first(object, REQUEST_IDS))
			.or(told);
	}

	private ErrorDetails firstTold(Map<?, ?> object, List<String> names, int depth) {
		for (String name : names) {
			ErrorDetails details = read(object.get(name), depth);
			if (details.message() != null) {
				return details;
			}
		}
		return ErrorDetails.NONE;
	}

	private ErrorDetails readList(List<?> list, int depth) {
		ErrorDetails all = ErrorDetails.NONE;
		Set<String> messages = new LinkedHashSet<>();
		for (Object item : list.subList(0, Math.min(list.size(), MAX_LISTED))) {
			ErrorDetails details = read(item, depth);
			all = all.or(details);
			if (details.message() != null) {
				messages.add(details.message());
			}
		}
		return all.withMessage(join(messages, list.size()));
	}

	// {"model": ["is required"]}
	private ErrorDetails readFields(Map<?, ?> fields, int depth) {
		Set<String> messages = new LinkedHashSet<>();
		for (Map.Entry<?, ?> field : fields.entrySet()) {
			String message = (field.getValue() instanceof List<?> list) ? read(list, depth).message() : null;
			if (message != null && messages.size() < MAX_LISTED) {
				messages.add(field.getKey() + ": " + message);
			}
		}
		return ErrorDetails.of(join(messages, fields.size()));
	}

	// Gateways also put the JSON of the server behind them into a string.
	private ErrorDetails readText(String text, int depth) {
		if (text.startsWith("{") || text.startsWith("[")) {
			try {
				ErrorDetails details = read(this.json.readValue(text.getBytes(StandardCharsets.UTF_8)), depth);
				if (details.message() != null) {
					return details;
				}
			}
			catch (JsonCodec.BrokenJsonException ex) {
				// A text that only looks like JSON.
			}
		}
		return text.isEmpty() ? ErrorDetails.NONE : ErrorDetails.of(PythonErrors.withoutInput(text));
	}

	// The location in the request, which FastAPI starts with "body", "query" or "header".
	private static @Nullable String location(List<?> path) {
		boolean inBody = !path.isEmpty() && "body".equals(path.get(0));
		String location = path.stream().skip(inBody ? 1 : 0).map(String::valueOf).collect(Collectors.joining("."));
		return location.isEmpty() ? null : location;
	}

	private static @Nullable String type(Map<?, ?> object) {
		String type = first(object, TYPES);
		if (type == null && object.get("status") instanceof String status && status.matches("[A-Z][A-Z_]+")) {
			type = status;
		}
		if (type == null || MEANINGLESS_TYPES.contains(type)) {
			return null;
		}
		// AWS: com.amazon.coral.service#ThrottlingException
		return type.substring(type.indexOf('#') + 1);
	}

	private static @Nullable String first(Map<?, ?> object, List<String> names) {
		for (String name : names) {
			String text = text(object.get(name));
			if (text != null) {
				return text;
			}
		}
		return null;
	}

	// Some servers write the code as a number.
	private static @Nullable String text(@Nullable Object value) {
		String text = (value instanceof String || value instanceof Number) ? value.toString().strip() : "";
		return text.isEmpty() ? null : text;
	}

	private static @Nullable String join(Set<String> messages, int size) {
		String more = (size > MAX_LISTED) ? "; and " + (size - MAX_LISTED) + " more" : "";
		return messages.isEmpty() ? null : String.join("; ", messages) + more;
	}

	private static @Nullable String join(@Nullable String summary, @Nullable String message) {
		if (summary == null || message == null) {
			return (summary != null) ? summary : message;
		}
		return message.startsWith(summary) ? message : summary + ": " + message;
	}

}
