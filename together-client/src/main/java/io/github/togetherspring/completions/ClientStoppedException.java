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
 * The application is shutting down: a call was not started, or did not end within the
 * grace period of the shutdown.
 */
public class ClientStoppedException extends TogetherRequestException {

	/**
	 * Create an exception.
	 * @param message what happened to the call
	 */
	public ClientStoppedException(String message) {
		super(message, null, null);
	}

}
