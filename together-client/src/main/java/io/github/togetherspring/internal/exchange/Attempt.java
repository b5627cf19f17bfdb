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

import java.time.Duration;

import io.github.togetherspring.internal.http.UnreadResponseCloser;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * One attempt of a call: its time-outs, and its request and response, which are closed
 * when it is cancelled or fails.
 */
public final class Attempt implements Disposable {

	private final int number;

	private final Duration responseTimeout;

	private final Duration idleTimeout;

	private final HttpHeaders headers;

	private final UnreadResponseCloser closer = new UnreadResponseCloser();

	/**
	 * Create an attempt.
	 * @param number the number of the attempt, from 1
	 * @param responseTimeout the time until the response headers
	 * @param idleTimeout the longest time between two parts of the response body
	 * @param headers the headers of the request
	 */
	public Attempt(int number, Duration responseTimeout, Duration idleTimeout, HttpHeaders headers) {
		this.number = number;
		this.responseTimeout = responseTimeout;
		this.idleTimeout = idleTimeout;
		this.headers = headers;
	}

	public int number() {
		return this.number;
	}

	public Duration responseTimeout() {
		return this.responseTimeout;
	}

	public Duration idleTimeout() {
		return this.idleTimeout;
	}

	public HttpHeaders headers() {
		return this.headers;
	}

	public UnreadResponseCloser closer() {
		return this.closer;
	}

	/**
	 * Close the request or the response, unless its body is being read.
	 */
	@Override
	public void dispose() {
		this.closer.close();
	}

	/**
	 * End the attempt with an error.
	 * @param <T> the type of result
	 * @param error the error of the HTTP client or of a filter
	 * @return the error for the caller
	 */
	public <T> Mono<T> failed(Throwable error) {
		dispose();
		return Mono.error(TransportErrorTranslator.beforeResponse(error));
	}

}
