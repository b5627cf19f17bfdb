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

	private final boolean callStarted;

	/**
	 * Create an exception for a call that was not started.
	 * @param message what happened to the call
	 */
	public ClientStoppedException(String message) {
		this(message, false);
	}

	/**
	 * Create an exception.
	 * @param message what happened to the call
	 * @param callStarted whether the call was started
	 */
	public ClientStoppedException(String message, boolean callStarted) {
		super(message, null, null);
		this.callStarted = callStarted;
	}

	/**
	 * Return whether the call was started, so that the server may have generated text.
	 * For many calls, return whether any was cancelled.
	 * @return {@code false} if nothing was sent
	 */
	public boolean callStarted() {
		return this.callStarted;
	}

}
