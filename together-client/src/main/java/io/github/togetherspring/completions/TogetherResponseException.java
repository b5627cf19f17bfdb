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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The response is not a completion: it has an error status, for which there is a nested
 * type, or can't be read, which is an {@link UnreadableResponseException}. The message
 * has the status, the server's own message and the request id.
 */
public abstract class TogetherResponseException extends TogetherException {

	private static final Pattern TOO_LONG = Pattern.compile("context[ _](length|window|size)|max_(new_)?tokens|"
			+ "maximum context|token count|number of tokens|too many (input |prompt )?tokens|"
			+ "(prompt|inputs?|request)( is| are)? too (long|large)", Pattern.CASE_INSENSITIVE);

	TogetherResponseException(String message, FailedResponse response, @Nullable Throwable cause) {
		super(message, response, cause);
	}

	/**
	 * Return the exception for a response with an error status.
	 * @param response the server's response
	 * @return the exception for the response's status
	 */
	public static TogetherResponseException of(FailedResponse response) {
		int status = response.status();
		return switch (status) {
			case 401 -> new Unauthorized(response);
			case 402 -> new PaymentRequired(response);
			case 403 -> isAboutLength(response) ? new BadRequest(response) : new Forbidden(response);
			case 404 -> new NotFound(response);
			case 408, 409 -> new ServerError(response);
			case 429 -> new TooManyRequests(response);
			case 503 -> new ServiceUnavailable(response);
			default -> (status < 500) ? new BadRequest(response) : new ServerError(response);
		};
	}

	@Override
	public FailedResponse response() {
		return Objects.requireNonNull(super.response());
	}

	/**
	 * Return the HTTP status of the response.
	 * @return the status
	 */
	@Override
	public Integer status() {
		return response().status();
	}

	// Together AI responds with 403 if a prompt is too long for the model.
	private static boolean isAboutLength(FailedResponse response) {
		return TOO_LONG.matcher(response.code() + " " + response.type() + " " + response.message()).find();
	}

	private static String message(FailedResponse response) {
		boolean aboutUrl = response.status() == 404 || response.status() == 405;
		return response.status() + ": " + describe(response)
				+ (aboutUrl ? ResponseOrigin.url(response) : ResponseOrigin.path(response));
	}

	static String describe(FailedResponse response) {
		String message = Objects.requireNonNullElse(response.message(), "no message");
		List<String> details = new ArrayList<>();
		add(details, "type", response.type());
		add(details, "code", response.code());
		add(details, "param", response.param());
		add(details, "request id", response.requestId());
		add(details, "retry after", response.retryAfter());
		return message + (details.isEmpty() ? "" : " (" + String.join(", ", details) + ")");
	}

	private static void add(List<String> details, String name, @Nullable Object value) {
		if (value != null) {
			details.add(name + " " + value);
		}
	}

	/**
	 * The server refused the request as it is: 400, 413, 422 and every other 4xx that has
	 * no type of its own, and 403 if the prompt is too long for the model. Sending it
	 * again does not help.
	 */
	public static final class BadRequest extends TogetherResponseException {

		/**
		 * Create an exception.
		 * @param response the response
		 */
		public BadRequest(FailedResponse response) {
			super(message(response), response, null);
		}

	}

	/**
	 * The server did not accept the API key: 401.
	 */
	public static final class Unauthorized extends TogetherResponseException {

		/**
		 * Create an exception.
		 * @param response the response
		 */
		public Unauthorized(FailedResponse response) {
			super(message(response), response, null);
		}

	}

	/**
	 * The account has no credit left, or has reached its spending limit: 402.
	 */
	public static final class PaymentRequired extends TogetherResponseException {

		/**
		 * Create an exception.
		 * @param response the response
		 */
		public PaymentRequired(FailedResponse response) {
			super(message(response), response, null);
		}

	}

	/**
	 * The server does not allow the request: 403. If it says with this status that the
	 * prompt is too long for the model, as Together AI does, a {@link BadRequest} is
	 * thrown instead.
	 */
	public static final class Forbidden extends TogetherResponseException {

		/**
		 * Create an exception.
		 * @param response the response
		 */
		public Forbidden(FailedResponse response) {
			super(message(response), response, null);
		}

	}

	/**
	 * There is no such model or no such path: 404.
	 */
	public static final class NotFound extends TogetherResponseException {

		/**
		 * Create an exception.
		 * @param response the response
		 */
		public NotFound(FailedResponse response) {
			super(message(response), response, null);
		}

	}

	/**
	 * The rate limit is reached: 429. {@link #retryAfter()} is the delay that the server
	 * asks for.
	 */
	public static final class TooManyRequests extends TogetherResponseException {

		/**
		 * Create an exception.
		 * @param response the response
		 */
		public TooManyRequests(FailedResponse response) {
			super(message(response), response, null);
		}

	}

	/**
	 * The server failed, or did not complete the request: every 5xx, 408 and 409. Another
	 * attempt may succeed.
	 */
	public static class ServerError extends TogetherResponseException {

		/**
		 * Create an exception.
		 * @param response the response
		 */
		public ServerError(FailedResponse response) {
			super(message(response), response, null);
		}

	}

	/**
	 * The server has no capacity left at the moment: 503.
	 */
	public static final class ServiceUnavailable extends ServerError {

		/**
		 * Create an exception.
		 * @param response the response
		 */
		public ServiceUnavailable(FailedResponse response) {
			super(response);
		}

	}

}
