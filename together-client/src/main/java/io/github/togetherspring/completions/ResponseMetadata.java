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

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What is known about an HTTP response besides its body. Immutable.
 */
public final class ResponseMetadata {

	/**
	 * Metadata of a response that did not come from a call: no headers, one attempt.
	 */
	public static final ResponseMetadata NONE = of(ResponseHeaders.NONE, 1);

	private final Supplier<ResponseHeaders> source;

	private final int attempts;

	// Two threads may create the same headers, which are immutable.
	private @Nullable ResponseHeaders headers;

	private ResponseMetadata(Supplier<ResponseHeaders> source, int attempts) {
		this.source = source;
		this.attempts = attempts;
	}

	/**
	 * Create metadata.
	 * @param headers the headers of the response
	 * @param attempts the number of attempts, at least 1
	 * @return the metadata
	 * @throws IllegalArgumentException if the number of attempts is below 1
	 */
	public static ResponseMetadata of(ResponseHeaders headers, int attempts) {
		return of(() -> headers, attempts);
	}

	/**
	 * Create metadata whose headers are only copied from the response when they are
	 * needed.
	 * @param headers provides the headers, always the same
	 * @param attempts the number of attempts, at least 1
	 * @return the metadata
	 * @throws IllegalArgumentException if the number of attempts is below 1
	 */
	public static ResponseMetadata of(Supplier<ResponseHeaders> headers, int attempts) {
		if (attempts < 1) {
			throw new IllegalArgumentException("The number of attempts must be at least 1: " + attempts);
		}
		return new ResponseMetadata(headers, attempts);
	}

	/**
	 * Return the headers of the response. For a stream, these are the headers before its
	 * first chunk.
	 * @return the headers, possibly none
	 */
	public ResponseHeaders headers() {
		ResponseHeaders known = this.headers;
		if (known == null) {
			known = this.source.get();
			this.headers = known;
		}
		return known;
	}

	/**
	 * Return the id of the request, to quote to the service's support.
	 * @return the id, or {@code null} if the server sends none
	 */
	public @Nullable String requestId() {
		return headers().requestId();
	}

	/**
	 * Return the rate limits that the server reports.
	 * @return the limits, of which each may be missing
	 */
	public RateLimit rateLimit() {
		return headers().rateLimit();
	}

	/**
	 * Return the number of attempts that the call needed.
	 * @return the number of attempts, 1 if there was no retry
	 */
	public int attempts() {
		return this.attempts;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof ResponseMetadata metadata && this.attempts == metadata.attempts
				&& headers().equals(metadata.headers()));
	}

	@Override
	public int hashCode() {
		return Objects.hash(headers(), this.attempts);
	}

	/**
	 * Return the names of the headers without their values, and the number of attempts.
	 */
	@Override
	public String toString() {
		return "ResponseMetadata[headers=" + headers() + ", attempts=" + this.attempts + "]";
	}

}
