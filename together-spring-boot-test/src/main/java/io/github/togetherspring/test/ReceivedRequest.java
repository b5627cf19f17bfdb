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

package io.github.togetherspring.test;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request that the simulator received.
 *
 * @param method the HTTP method
 * @param path the path, with no query
 * @param headers the headers, with names in lower case
 * @param body the body as it came
 * @param json the body as a map, which is empty when the body is no JSON object
 */
public record ReceivedRequest(String method, String path, Map<String, List<String>> headers, String body,
		Map<String, @Nullable Object> json) {

	/**
	 * Return the first value of a header.
	 * @param name the name, in any case
	 * @return the value, or {@code null} when the request had no such header
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name.toLowerCase(Locale.ROOT));
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Describe the request without its headers, which hold the key.
	 * @return the method, the path and the body
	 */
	@Override
	public String toString() {
		return this.method + " " + this.path + " " + this.body;
	}

}
