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

package io.github.togetherspring.batch.remote;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the headers of a trace context as text, one header per line.
 */
final class TraceHeaders {

	private TraceHeaders() {
	}

	static String write(Map<String, String> headers) {
		StringBuilder text = new StringBuilder();
		headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
		return text.toString();
	}

	static Map<String, String> read(String text) {
		Map<String, String> headers = new LinkedHashMap<>();
		text.lines().forEach((line) -> {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon), line.substring(colon + 1));
		});
		return headers;
	}

}
