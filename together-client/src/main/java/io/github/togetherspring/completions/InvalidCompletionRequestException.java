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

/**
 * A request has a parameter that no server accepts, and is not sent. The message says
 * what is wrong with the parameter, but does not contain the prompt.
 */
public class InvalidCompletionRequestException extends IllegalArgumentException {

	private final String parameter;

	/**
	 * Create an exception.
	 * @param parameter the name of the parameter as the API writes it, such as
	 * {@code max_tokens}
	 * @param problem what is wrong with it, continuing a sentence that begins with the
	 * name, such as "must not be negative: -1"
	 */
	public InvalidCompletionRequestException(String parameter, String problem) {
		super("'" + parameter + "' " + problem);
		this.parameter = parameter;
	}

	/**
	 * Return the parameter that is invalid.
	 * @return the name as the API writes it, such as {@code max_tokens}
	 */
	public String parameter() {
		return this.parameter;
	}

}
