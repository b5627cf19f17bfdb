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

package io.github.togetherspring.internal.diagnostics;

/**
 * Thrown if a property is invalid. The message never contains the value, which may be an
 * API key.
 */
public final class InvalidTogetherPropertyException extends RuntimeException {

	private final String property;

	private final String problem;

	/**
	 * Create an exception.
	 * @param property the full name of the property
	 * @param problem what is wrong with it, without a full stop
	 */
	public InvalidTogetherPropertyException(String property, String problem) {
		super("The property '" + property + "' is invalid: " + problem);
		this.property = property;
		this.problem = problem;
	}

	String property() {
		return this.property;
	}

	String problem() {
		return this.problem;
	}

}
