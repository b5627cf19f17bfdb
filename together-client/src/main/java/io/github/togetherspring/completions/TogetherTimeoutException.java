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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A time-out expired. {@link #phase()} says which.
 */
public class TogetherTimeoutException extends TogetherRequestException {

	private final Phase phase;

	private final @Nullable Duration timeout;

	/**
	 * Create an exception.
	 * @param phase what was waited for
	 * @param timeout the time-out, or {@code null} if that is not known
	 * @param cause the error of the HTTP client, or {@code null}
	 */
	public TogetherTimeoutException(Phase phase, @Nullable Duration timeout, @Nullable Throwable cause) {
		this(phase.message + ((timeout != null) ? " within " + timeout.toMillis() + " ms" : " in time"), phase, timeout,
				cause);
	}

	private TogetherTimeoutException(String message, Phase phase, @Nullable Duration timeout,
			@Nullable Throwable cause) {
		super(message, null, cause);
		this.phase = phase;
		this.timeout = timeout;
	}

	/**
	 * Create an exception for a call that ended while it waited to be sent.
	 * @param timeout the total time-out
	 * @return an exception with the phase {@link Phase#TOTAL}
	 */
	public static TogetherTimeoutException notSent(Duration timeout) {
		return new TogetherTimeoutException(
				"The call was not sent within " + timeout.toMillis()
						+ " ms: it waited because of pacing, a quota or the limit of concurrent requests",
				Phase.TOTAL, timeout, null);
	}

	/**
	 * Return what was waited for.
	 * @return the phase of the call
	 */
	public Phase phase() {
		return this.phase;
	}

	/**
	 * Return the time-out.
	 * @return the time-out, or {@code null} if it is not known
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	/**
	 * What a call waits for.
	 */
	public enum Phase {

		/**
		 * The connection to the server.
		 */
		CONNECT("No connection"),

		/**
		 * The headers of the response.
		 */
		RESPONSE("No response"),

		/**
		 * More of a response that has started.
		 */
		STREAM_IDLE("The response stalled: no data"),

		/**
		 * The end of the whole call.
		 */
		TOTAL("The call did not end");

		private final String message;

		Phase(String message) {
			this.message = message;
		}

	}

}
