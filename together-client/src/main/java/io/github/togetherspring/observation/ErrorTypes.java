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

package io.github.togetherspring.observation;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.QuotaExceededException;
import io.github.togetherspring.completions.StreamErrorException;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.UnreadableResponseException;

/**
 * The error types for metrics and traces: one of a few values, without anything from the
 * server, which may quote the prompt.
 */
final class ErrorTypes {

	static final String TIMEOUT = "timeout";

	static final String OTHER = "_OTHER";

	private static final int MAX_STATUS = 599;

	private ErrorTypes() {
	}

	static String of(Throwable error) {
		if (error instanceof TogetherResponseException api && !(error instanceof UnreadableResponseException)) {
			return (api.status() <= MAX_STATUS) ? String.valueOf(api.status()) : OTHER;
		}
		if (error instanceof TogetherTimeoutException) {
			return TIMEOUT;
		}
		boolean ours = error instanceof TogetherException || error instanceof InvalidCompletionRequestException;
		return ours ? error.getClass().getSimpleName() : OTHER;
	}

	/**
	 * Return an error of the same type without anything from the server.
	 * @param error the error
	 * @return the error to show
	 */
	static Throwable withoutContent(Throwable error) {
		Throwable shown = copy(error);
		shown.setStackTrace(error.getStackTrace());
		return shown;
	}

	private static Throwable copy(Throwable error) {
		if (error instanceof InvalidCompletionRequestException invalid) {
			return new InvalidCompletionRequestException(invalid.parameter(), "is invalid");
		}
		if (error instanceof MissingApiKeyException || error instanceof ClientStoppedException
				|| error instanceof BudgetExceededException || error instanceof MissingPriceException
				|| error instanceof QuotaExceededException) {
			return error;
		}
		if (error instanceof TogetherTimeoutException timeout) {
			return new TogetherTimeoutException(timeout.phase(), timeout.timeout(), null);
		}
		if (error instanceof ConnectionException connection) {
			return new ConnectionException(connection.reason(), "The connection failed: " + rootName(error), null);
		}
		FailedResponse response = (error instanceof TogetherException together) ? together.response() : null;
		if (response == null) {
			return new UndisclosedException(error.getClass().getName());
		}
		FailedResponse bare = FailedResponse.builder(response.status())
			.requestId(response.requestId())
			.retryAfter(response.retryAfter())
			.build();
		if (error instanceof TogetherResponseException.BadRequest) {
			return new TogetherResponseException.BadRequest(bare);
		}
		if (error instanceof TogetherResponseException) {
			return TogetherResponseException.of(bare);
		}
		if (error instanceof StreamErrorException) {
			return new StreamErrorException(bare);
		}
		return (error instanceof StreamTruncatedException)
				? new StreamTruncatedException("The stream is incomplete: " + rootName(error), bare, null)
				: new UnreadableResponseException("The response can't be read", bare, null);
	}

	private static String rootName(Throwable error) {
		Throwable root = error;
		for (int i = 0; i < 20; i++) {
			Throwable cause = root.getCause();
			if (cause == null) {
				break;
			}
			root = cause;
		}
		return root.getClass().getSimpleName();
	}

	/**
	 * Replaces an error whose message may contain content.
	 */
	static final class UndisclosedException extends RuntimeException {

		UndisclosedException(String type) {
			super(type);
		}

	}

}
