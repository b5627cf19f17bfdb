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

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.RateLimit;
import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.completions.ResponseMetadata;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Status and headers of a response, with its request, whose credentials are redacted from
 * errors that quote the response.
 */
final class ResponseHead {

	private final int status;

	private final HttpHeaders received;

	private final @Nullable HttpRequest sent;

	private final int attempts;

	private @Nullable ResponseHeaders headers;

	private @Nullable ResponseMetadata metadata;

	/**
	 * Create a head.
	 * @param status the status
	 * @param received the headers of the response, which must not change any more
	 * @param sent the request, or {@code null} if it is not known
	 * @param attempts the number of attempts so far
	 */
	ResponseHead(int status, HttpHeaders received, @Nullable HttpRequest sent, int attempts) {
		this.status = status;
		this.received = received;
		this.sent = sent;
		this.attempts = attempts;
	}

	static ResponseHead of(ClientResponse response, Attempt attempt) {
		return new ResponseHead(response.statusCode().value(), response.headers().asHttpHeaders(), response.request(),
				attempt.number());
	}

	int status() {
		return this.status;
	}

	@Nullable String header(String name) {
		return this.received.getFirst(name);
	}

	ResponseHeaders headers() {
		ResponseHeaders known = this.headers;
		if (known == null) {
			known = copy(this.received);
			this.headers = known;
		}
		return known;
	}

	private static ResponseHeaders copy(HttpHeaders received) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		received.forEach(headers::put);
		return ResponseHeaders.of(headers);
	}

	ResponseMetadata metadata() {
		ResponseMetadata known = this.metadata;
		if (known == null) {
			// Not from this object, which has the request with its credentials.
			HttpHeaders received = this.received;
			known = ResponseMetadata.of(() -> copy(received), this.attempts);
			this.metadata = known;
		}
		return known;
	}

	/**
	 * Return the limit of requests, for which the headers are only copied if it is there.
	 * @return the limits, or {@code null} if there is none for requests
	 */
	@Nullable RateLimit rateLimit() {
		boolean reported = header("x-ratelimit-limit") != null || header("x-ratelimit-limit-dynamic") != null;
		return reported ? headers().rateLimit() : null;
	}

	boolean hasType() {
		return header(HttpHeaders.CONTENT_TYPE) != null;
	}

	boolean hasType(MediaType expected) {
		try {
			String type = header(HttpHeaders.CONTENT_TYPE);
			return type != null && expected.isCompatibleWith(MediaType.parseMediaType(type));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	/**
	 * Return why the body of the response can't be read, as far as its headers tell.
	 * @param stream whether the body is read as it arrives
	 * @return the reason, or {@code null} if there is none
	 */
	@Nullable String problem(boolean stream) {
		if (!hasClearLength()) {
			return "The response has several lengths, or one that is not a number (Content-Length)";
		}
		String coding = ContentCoding.of(this);
		if (coding != null && (stream || !ContentCoding.isReadable(coding))) {
			return "The response is compressed with '" + coding
					+ "' (Content-Encoding), which was not requested and can't be read";
		}
		return null;
	}

	// The JDK's client uses the first of several lengths, and accepts negative ones.
	private boolean hasClearLength() {
		List<String> lengths = this.received.getOrEmpty(HttpHeaders.CONTENT_LENGTH);
		for (String length : lengths) {
			if (!length.equals(lengths.get(0)) || !isNumber(length)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isNumber(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < '0' || text.charAt(i) > '9') {
				return false;
			}
		}
		return !text.isEmpty();
	}

	/**
	 * Return the method and the URL of the request, without the query, which may contain
	 * a key.
	 * @return the request, or {@code null} if it is not known
	 */
	@Nullable String request() {
		if (this.sent == null || this.sent.getURI().getRawAuthority() == null) {
			return null;
		}
		URI uri = this.sent.getURI();
		String authority = uri.getRawAuthority().substring(uri.getRawAuthority().lastIndexOf('@') + 1);
		return redact(this.sent.getMethod() + " " + uri.getScheme() + "://" + authority + uri.getRawPath());
	}

	String redact(String text) {
		return CredentialHeaders.redact(text, (this.sent != null) ? this.sent.getHeaders() : null);
	}

	FailedResponse withoutDetails() {
		return FailedResponse.builder(this.status)
			.headers(headers())
			.requestId(headers().requestId())
			.request(request())
			.build();
	}

}
