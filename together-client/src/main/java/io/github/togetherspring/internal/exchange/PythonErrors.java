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

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Removes the input from validation errors in Python's notation, which servers built on
 * FastAPI and Pydantic copy into their messages. The input is the request, including the
 * prompt.
 */
final class PythonErrors {

	private static final int MAX_ERRORS = 5;

	// {'type': 'missing', 'loc': ('body', 'model'), 'msg': 'Field required', 'input': …}
	private static final Pattern LOCATION = Pattern.compile("['\"]loc['\"]:");

	private static final Pattern INPUT = Pattern.compile("['\"]input['\"]:");

	private static final Pattern ERROR = Pattern.compile("['\"]loc['\"]: [(\\[]([^)\\]]{0,200})[)\\]], "
			+ "['\"]msg['\"]: (?:'([^']{1,1000})'|\"([^\"]{1,1000})\")");

	// Field required [type=missing, input_value=…, input_type=dict]
	private static final Pattern INPUT_VALUE = Pattern.compile(", input_value=.{0,2000}?(?=, input_type=)",
			Pattern.DOTALL);

	private PythonErrors() {
	}

	/**
	 * Return a message without the input that it quotes.
	 * @param message the server's message
	 * @return the message, unchanged if it quotes none
	 */
	static String withoutInput(String message) {
		if (!LOCATION.matcher(message).find() || !INPUT.matcher(message).find()) {
			return INPUT_VALUE.matcher(message).replaceAll("");
		}
		List<String> errors = ERROR.matcher(message).results().limit(MAX_ERRORS).map(PythonErrors::describe).toList();
		return errors.isEmpty() ? INPUT.split(message, 2)[0] + "…" : String.join("; ", errors);
	}

	private static String describe(MatchResult error) {
		String location = error.group(1).replaceAll("['\" ]", "").replaceFirst("^body,?", "").replace(',', '.');
		String message = (error.group(2) != null) ? error.group(2) : error.group(3);
		return location.isEmpty() ? message : location + ": " + message;
	}

}
