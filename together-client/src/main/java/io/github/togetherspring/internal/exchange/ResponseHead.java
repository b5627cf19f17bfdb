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
import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.completions.ResponseMetadata;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Status and headers of a response, with its request, whose credentials are redacted from
 * errors that quote the response.
 */
final class ResponseHead {

	private final int status;

	private final ResponseHeaders headers;

	private final @Nullable HttpRequest sent;

	private final int attempts;

	private @Nullable ResponseMetadata metadata;

	/**
	 * Create a head.
	 * @param status the status
	 * @param headers the headers of the response
	 * @param sent the request, or {@code null} if it is not known
	 */
	ResponseHead(int status, ResponseHeaders headers, @Nullable HttpRequest sent) {
		this(status, headers, sent, 1);
	}

	private ResponseHead(int status, ResponseHeaders headers, @Nullable HttpRequest sent, int attempts) {
		this.status = status;
		this.headers = headers;
		this.sent = sent;
		this.attempts = attempts;
	}

	static ResponseHead of(ClientResponse response, Attempt attempt) {
		return of(response.statusCode(), response.headers().asHttpHeaders(), response.request(), attempt);
	}

	static ResponseHead of(HttpStatusCode status, HttpHeaders received, @Nullable HttpRequest sent, Attempt attempt) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		received.forEach(headers::put);
		return new ResponseHead(status.value(), ResponseHeaders.of(headers), sent, attempt.number());
	}

	int status() {
		return this.status;
	}

	ResponseHeaders headers() {
		return this.headers;
	}

	ResponseMetadata metadata() {
		ResponseMetadata known = this.metadata;
		if (known == null) {
			known = ResponseMetadata.of(this.headers, this.attempts);
			this.metadata = known;
		}
		return known;
	}

	boolean hasType() {
		return this.headers.first("content-type") != null;
	}

	boolean hasType(MediaType expected) {
		try {
			String type = this.headers.first("content-type");
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
		String coding = ContentCoding.of(this.headers);
		if (coding != null && (stream || !ContentCoding.isReadable(coding))) {
			return "The response is compressed with '" + coding
					+ "' (Content-Encoding), which was not requested and can't be read";
		}
		return null;
	}

	// The JDK's client uses the first of several lengths, and accepts negative ones.
	private boolean hasClearLength() {
		List<String> lengths = this.headers.values().getOrDefault("content-length", List.of());
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
			.headers(this.headers)
			.requestId(this.headers.requestId())
			.request(request())
			.build();
	}

}
