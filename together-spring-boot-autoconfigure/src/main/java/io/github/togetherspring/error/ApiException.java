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

package io.github.togetherspring.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The server answered with an error status. The message has the status, the server's own
 * message and the request id.
 */
public abstract class ApiException extends TogetherException {

	private static final Pattern TOO_LONG = Pattern.compile("context[ _](length|window|size)|max_(new_)?tokens|"
			+ "maximum context|token count|number of tokens|too many (input |prompt )?tokens|"
			+ "(prompt|inputs?|request)( is| are)? too (long|large)", Pattern.CASE_INSENSITIVE);

	ApiException(ErrorResponse response) {
		super(message(response), response, null);
	}

	/**
	 * Returns the exception for an answer.
	 * @param response the server's answer
	 * @return the exception for the answer's status
	 */
	public static ApiException of(ErrorResponse response) {
		int status = response.status();
		return switch (status) {
			case 401 -> new AuthenticationException(response);
			case 402 -> new PaymentRequiredException(response);
			case 403 ->
				isAboutLength(response) ? new BadRequestException(response) : new PermissionDeniedException(response);
			case 404 -> new NotFoundException(response);
			case 408, 409 -> new ServerException(response);
			case 429 -> new RateLimitException(response);
			case 503 -> new OverloadedException(response);
			default -> (status < 500) ? new BadRequestException(response) : new ServerException(response);
		};
	}

	@Override
	public ErrorResponse response() {
		return Objects.requireNonNull(super.response());
	}

	/**
	 * Returns the HTTP status of the answer.
	 * @return the status
	 */
	@Override
	public Integer status() {
		return response().status();
	}

	// Together AI answers 403 where a prompt is too long for the model.
	private static boolean isAboutLength(ErrorResponse response) {
		return TOO_LONG.matcher(response.code() + " " + response.type() + " " + response.message()).find();
	}

	private static String message(ErrorResponse response) {
		boolean aboutUrl = response.status() == 404 || response.status() == 405;
		return response.status() + ": " + describe(response) + (aboutUrl ? ResponseOrigin.of(response) : "");
	}

	static String describe(ErrorResponse response) {
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

}
