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

package io.github.togetherspring.webclient;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.completions.JsonObject;
import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.error.ErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server says about an error. Together AI answers with {@code {"id",
 * "error": {message, type, param, code}}}, of which anything may be missing;
 * {@code error} may be a plain text; gateways in between answer with HTML, plain text or
 * nothing at all; compatible servers leave the envelope out.
 */
final class ErrorResponses {

	private static final int MAX_MESSAGE_LENGTH = 1000;

	private final JsonCodec json;

	private final Clock clock;

	ErrorResponses(JsonCodec json, Clock clock) {
		this.json = json;
		this.clock = clock;
	}

	ErrorResponse read(ResponseHead head, byte[] body) {
		String text = head.redact(new String(body, StandardCharsets.UTF_8));
		try {
			return ofJson(head, text, this.json.readObject(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (JsonCodec.BrokenJsonException ex) {
			return ofText(head, text);
		}
	}

	private ErrorResponse ofText(ResponseHead head, String body) {
		ResponseHeaders headers = head.headers();
		String type = String.valueOf(headers.first("content-type"));
		boolean plainText = (type.startsWith("text/plain") || type.startsWith("text/event-stream")) && !body.isBlank();
		return new ErrorResponse(head.status(), headers, body, plainText ? shorten(body.strip()) : null, null, null,
				null, headers.requestId(), headers.retryAfter(this.clock));
	}

	private ErrorResponse ofJson(ResponseHead head, String body, JsonObject object) {
		ResponseHeaders headers = head.headers();
		Object error = error(object);
		Map<?, ?> details = (error instanceof Map<?, ?> map) ? map : object;
		String message = (error instanceof String text) ? text : text(details.get("message"));
		if (message == null) {
			message = text(object.get("detail"));
		}
		return new ErrorResponse(head.status(), headers, body,
				redact(head, (message != null) ? shorten(message) : null), redact(head, text(details.get("type"))),
				redact(head, text(details.get("code"))), redact(head, text(details.get("param"))),
				redact(head, requestId(headers, object)), headers.retryAfter(this.clock));
	}

	// Once more, since a JSON string can be written in many ways.
	private static @Nullable String redact(ResponseHead head, @Nullable String text) {
		return (text != null) ? head.redact(text) : null;
	}

	private static @Nullable Object error(JsonObject object) {
		Object error = object.get("error");
		if (error == null && object.get("choices") instanceof List<?> choices) {
			for (Object choice : choices) {
				error = (error == null && choice instanceof Map<?, ?> map) ? map.get("error") : error;
			}
		}
		return error;
	}

	private static @Nullable String requestId(ResponseHeaders headers, JsonObject object) {
		String id = headers.first("x-request-id");
		id = (id != null) ? id : text(object.get("id"));
		return (id != null) ? id : headers.requestId();
	}

	// Some servers write the code as a number.
	private static @Nullable String text(@Nullable Object value) {
		return (value instanceof String || value instanceof Number) ? value.toString() : null;
	}

	private static String shorten(String message) {
		return (message.length() <= MAX_MESSAGE_LENGTH) ? message : message.substring(0, MAX_MESSAGE_LENGTH) + "…";
	}

}
