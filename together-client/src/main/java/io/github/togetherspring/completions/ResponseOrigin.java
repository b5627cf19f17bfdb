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

import java.util.regex.Pattern;

/**
 * Says which URL a response came from, for errors that a wrong URL leads to.
 */
final class ResponseOrigin {

	private static final Pattern NO_BASE_PATH = Pattern.compile("\\S+ \\w+://[^/]+/[^/]*");

	private ResponseOrigin() {
	}

	/**
	 * Return a remark for the end of a message.
	 * @param response the response
	 * @return the remark in parentheses, or an empty text if the request is not known
	 */
	static String of(FailedResponse response) {
		String request = response.request();
		if (request == null) {
			return "";
		}
		String hint = NO_BASE_PATH.matcher(request).matches()
				? "; the base URL has no path: should it end in a version, such as /v1?" : "";
		return " (" + request + hint + ")";
	}

}
