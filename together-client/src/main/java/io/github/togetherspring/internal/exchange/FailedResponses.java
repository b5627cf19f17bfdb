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

import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.internal.http.ProxyRefusalException;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Translates responses whose status is not a success into exceptions.
 */
public final class FailedResponses {

	private final BodyReader bodies;

	private final ErrorResponseReader errors;

	public FailedResponses(BodyReader bodies, ErrorResponseReader errors) {
		this.bodies = bodies;
		this.errors = errors;
	}

	/**
	 * Read a response whose status is not a success.
	 * @param <T> the type of result
	 * @param response the response
	 * @param attempt the attempt
	 * @return the exception, as an error
	 */
	public <T> Mono<T> read(ClientResponse response, Attempt attempt) {
		return this.bodies
			.readError(ResponseHead.of(response, attempt), attempt.closer().read(response), attempt.idleTimeout())
			.flatMap((error) -> Mono.error(exception(response.request().getURI(), error)));
	}

	/**
	 * Return the exception for a response that a filter of the application has read.
	 * @param rejection the filter's exception
	 * @param uri the URL of the request, if the exception does not have it
	 * @param attempt the attempt
	 * @return the exception
	 */
	public TogetherException exception(WebClientResponseException rejection, URI uri, Attempt attempt) {
		HttpRequest request = rejection.getRequest();
		ResponseHead head = new ResponseHead(rejection.getStatusCode().value(), rejection.getHeaders(), request,
				attempt.number());
		return exception((request != null) ? request.getURI() : uri,
				this.errors.read(head, rejection.getResponseBodyAsByteArray()));
	}

	private static TogetherException exception(URI uri, FailedResponse error) {
		if (error.status() == HttpStatus.PROXY_AUTHENTICATION_REQUIRED.value()) {
			return TransportErrorTranslator.byProxy(uri, new ProxyRefusalException(error.status()));
		}
		if (error.status() >= HttpStatus.BAD_REQUEST.value()) {
			return TogetherResponseException.of(error);
		}
		boolean redirect = error.headers().first(HttpHeaders.LOCATION) != null;
		String message = redirect
				? "The response is a redirect (" + error.status()
						+ "), which is not followed: the API key must not go elsewhere"
				: "The response has the status " + error.status();
		return new UnreadableResponseException(message, error, null);
	}

}
