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

import org.jspecify.annotations.Nullable;

/**
 * The server could not be reached, or the connection ended before the response was
 * complete. {@link #reason()} tells these cases apart. If the response had started, its
 * status and headers are available here; the server may have generated a text then, so
 * the call is not retried.
 */
public class ConnectionException extends TogetherRequestException {

	private final Reason reason;

	/**
	 * Create an exception for a connection that failed before a response.
	 * @param reason why the connection failed
	 * @param message what happened
	 * @param cause the error of the HTTP client, or {@code null}
	 */
	public ConnectionException(Reason reason, String message, @Nullable Throwable cause) {
		this(reason, message, null, cause);
	}

	/**
	 * Create an exception.
	 * @param reason why the connection failed
	 * @param message what happened
	 * @param response the response that had started, or {@code null} if there was none
	 * @param cause the error of the HTTP client, or {@code null}
	 */
	public ConnectionException(Reason reason, String message, @Nullable FailedResponse response,
			@Nullable Throwable cause) {
		super(message, response, cause);
		this.reason = reason;
	}

	/**
	 * Return why the connection failed.
	 * @return the reason, {@link Reason#OTHER} if it is not known
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why a connection failed. Later versions may add reasons.
	 */
	public enum Reason {

		/**
		 * Nothing accepts connections at the address of the server or the proxy, or no
		 * route leads to it.
		 */
		REFUSED,

		/**
		 * The host name of the server or the proxy has no address.
		 */
		UNRESOLVED,

		/**
		 * The server's certificate is not trusted, or does not belong to the host name.
		 */
		CERTIFICATE,

		/**
		 * All connections of the HTTP client's pool were in use for too long, or too many
		 * calls were waiting for one. Nothing was sent.
		 */
		POOL_EXHAUSTED,

		/**
		 * The connection was closed or reset, before or within the response.
		 */
		RESET,

		/**
		 * A proxy refused to forward the request.
		 */
		PROXY,

		/**
		 * The other side sent something that is not valid HTTP.
		 */
		PROTOCOL,

		/**
		 * None of the other reasons, or not known.
		 */
		OTHER

	}

}
