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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Remarks for the end of a message on the request that failed.
 */
final class ResponseOrigin {

	private static final Pattern URL = Pattern.compile("(\\S+) \\w+://[^/]+(/.*)");

	private static final Pattern NO_BASE_PATH = Pattern.compile("\\S+ \\w+://[^/]+/[^/]*");

	private ResponseOrigin() {
	}

	/**
	 * Return the method and the path of the request. The host is omitted: an application
	 * may show the message to its users without naming its upstream.
	 * @param response the response
	 * @return a remark such as {@code , from POST /v1/completions}, or an empty text if
	 * the request is not known
	 */
	static String path(FailedResponse response) {
		Matcher url = URL.matcher(String.valueOf(response.request()));
		return url.matches() ? ", from " + url.group(1) + " " + url.group(2) : "";
	}

	/**
	 * Return the method and the whole URL of the request, for errors that a wrong URL
	 * causes.
	 * @param response the response
	 * @return a remark in parentheses, or an empty text if the request is not known
	 */
	static String url(FailedResponse response) {
		String request = response.request();
		if (request == null) {
			return "";
		}
		String hint = NO_BASE_PATH.matcher(request).matches()
				? "; the base URL has no path: should it end in a version, such as /v1?" : "";
		return " (" + request + hint + ")";
	}

}
