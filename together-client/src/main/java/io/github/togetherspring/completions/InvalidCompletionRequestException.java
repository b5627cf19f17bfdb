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
 * A request can never be right and is not sent. The message names the parameter and what
 * is wrong with it, never the prompt.
 */
public class InvalidCompletionRequestException extends IllegalArgumentException {

	private final String parameter;

	/**
	 * Creates an exception.
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
	 * Returns the parameter that is wrong.
	 * @return the name as the API writes it, such as {@code max_tokens}
	 */
	public String parameter() {
		return this.parameter;
	}

}
