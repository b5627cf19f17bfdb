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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A response that is ready to be sent.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param chunks the parts of the body, created on demand
 * @param stream whether the body is sent as it is created, without a length
 */
public record ApiResponse(int status, Map<String, String> headers, Iterable<String> chunks, boolean stream) {

	/**
	 * The last event of a stream.
	 */
	public static final String DONE_EVENT = "data: [DONE]\n\n";

	private static final String JSON = "application/json; charset=utf-8";

	private static final String EVENT_STREAM = "text/event-stream;charset=utf-8";

	static ApiResponse json(int status, RequestId id, String body) {
		return new ApiResponse(status, headers(JSON, id), lines(body), false);
	}

	static ApiResponse stream(RequestId id, Iterable<String> events) {
		Map<String, String> headers = headers(EVENT_STREAM, id);
		headers.put("cache-control", "no-cache, no-transform");
		return new ApiResponse(200, headers, events, true);
	}

	private static Map<String, String> headers(String contentType, RequestId id) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("content-type", contentType);
		headers.put("x-request-id", id.value());
		headers.put("cf-ray", id.ray());
		return headers;
	}

	static ApiResponse fixed(int status, @Nullable String contentType, String body) {
		Map<String, String> headers = (contentType != null) ? Map.of("content-type", contentType) : Map.of();
		return new ApiResponse(status, headers, lines(body), false);
	}

	static ApiResponse fixedStream(List<String> chunks) {
		return new ApiResponse(200, Map.of("content-type", EVENT_STREAM), chunks, true);
	}

	private static List<String> lines(String body) {
		return body.isEmpty() ? List.of() : List.of(body.split("(?<=\n)"));
	}

	ApiResponse withHeaders(Map<String, String> more) {
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		more.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
		return new ApiResponse(this.status, all, this.chunks, this.stream);
	}

}
