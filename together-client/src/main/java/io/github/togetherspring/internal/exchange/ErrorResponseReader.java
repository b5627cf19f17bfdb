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
import java.time.Clock;
import java.util.Objects;
import java.util.regex.Pattern;

import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.internal.json.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Reads error responses. Together AI sends {@code {"id", "error": {message, type, param,
 * code}}}, of which any member may be missing; compatible servers and gateways send JSON
 * of other shapes, an event, HTML, plain text or nothing at all.
 */
public final class ErrorResponseReader {

	private static final int MAX_LENGTH = 1000;

	private static final Pattern EVENT = Pattern.compile("(?:data|event):|error: ?[{\"]");

	// Some gateways put an event into an event.
	private static final Pattern DATA = Pattern.compile("(?:(?:data|error): ?){1,2}");

	private static final Pattern BROKEN_JSON = Pattern.compile("\\{|\\[\\s*[{\"]");

	private static final Pattern BINARY = Pattern.compile("[\\p{Cntrl}\uFFFD&&[^\\s]]");

	private final JsonCodec json;

	private final JsonErrors jsonErrors;

	private final Clock clock;

	public ErrorResponseReader(JsonCodec json, Clock clock) {
		this.json = json;
		this.jsonErrors = new JsonErrors(json);
		this.clock = clock;
	}

	public FailedResponse read(ResponseHead head, byte[] body) {
		ResponseHeaders headers = head.headers();
		String text = head.redact(new String(body, StandardCharsets.UTF_8));
		ErrorDetails details = details(headers, text.strip());
		String requestId = headers.first("x-request-id");
		requestId = (requestId != null) ? requestId : details.requestId();
		return FailedResponse.builder(head.status())
			.headers(headers)
			.body(text)
			.message(clean(head, details.message()))
			.type(clean(head, details.type()))
			.code(clean(head, details.code()))
			.param(clean(head, details.param()))
			.requestId(clean(head, (requestId != null) ? requestId : headers.requestId()))
			.retryAfter(headers.retryAfter(this.clock))
			.request(head.request())
			.build();
	}

	private ErrorDetails details(ResponseHeaders headers, String text) {
		if (!EVENT.matcher(text).lookingAt()) {
			return ofBody(headers, text);
		}
		return text.lines()
			.filter((line) -> DATA.matcher(line).lookingAt())
			.map((line) -> DATA.matcher(line).replaceFirst("").strip())
			.filter((data) -> !data.equals("[DONE]"))
			.map((data) -> ofBody(headers, data))
			.filter((details) -> details.message() != null)
			.findFirst()
			.orElse(ErrorDetails.NONE);
	}

	private ErrorDetails ofBody(ResponseHeaders headers, String text) {
		try {
			return this.jsonErrors.read(this.json.readValue(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (JsonCodec.BrokenJsonException ex) {
			return ErrorPage.is(headers.first("content-type"), text) ? ErrorDetails.of(title(headers, text))
					: ofText(text);
		}
	}

	private static @Nullable String title(ResponseHeaders headers, String page) {
		String title = ErrorPage.title(page);
		String server = headers.first("server");
		// Without the version, as in "nginx/1.29.3".
		return (title != null && server != null) ? server.split("[/ ]", 2)[0] + ": " + title : title;
	}

	private static ErrorDetails ofText(String text) {
		boolean readable = !text.isEmpty() && !BROKEN_JSON.matcher(text).lookingAt() && !BINARY.matcher(text).find();
		return readable ? ErrorDetails.of(PythonErrors.withoutInput(text)) : ErrorDetails.NONE;
	}

	// Redacted once more, since a JSON string can be written in many ways.
	private static @Nullable String clean(ResponseHead head, @Nullable String text) {
		String redacted = head.redact(Objects.requireNonNullElse(text, ""));
		if (redacted.isEmpty()) {
			return null;
		}
		return (redacted.length() <= MAX_LENGTH) ? redacted : redacted.substring(0, MAX_LENGTH) + "…";
	}

}
