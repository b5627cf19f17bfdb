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

package io.github.togetherspring.internal.health;

import java.util.Locale;
import java.util.concurrent.TimeoutException;

import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.UnreadableResponseException;

import org.springframework.boot.health.contributor.Status;

/**
 * Reason for the status of a client.
 */
enum HealthReason {

	NO_API_KEY(Status.UNKNOWN),

	NOT_SUPPORTED(Status.UNKNOWN),

	MODELS_NOT_OFFERED(Status.UP),

	RATE_LIMITED(Status.UP),

	REJECTED_KEY(Status.DOWN),

	REDIRECTED(Status.DOWN),

	PAYMENT_REQUIRED(Status.DOWN),

	OVERLOADED(Status.DOWN),

	UNREACHABLE(Status.DOWN),

	TIMEOUT(Status.DOWN),

	ERROR(Status.DOWN);

	private static final int NOT_IMPLEMENTED = 501;

	private final Status status;

	HealthReason(Status status) {
		this.status = status;
	}

	static HealthReason of(Throwable error) {
		if (error instanceof MissingApiKeyException) {
			return NO_API_KEY;
		}
		if (error instanceof UnsupportedOperationException) {
			return NOT_SUPPORTED;
		}
		if (error instanceof TogetherResponseException api && isRefusal(api)) {
			return MODELS_NOT_OFFERED;
		}
		if (error instanceof UnreadableResponseException unreadable && isRedirect(unreadable)) {
			return REDIRECTED;
		}
		if (error instanceof TogetherResponseException.TooManyRequests) {
			return RATE_LIMITED;
		}
		if (error instanceof TogetherResponseException.Unauthorized
				|| error instanceof TogetherResponseException.Forbidden) {
			return REJECTED_KEY;
		}
		if (error instanceof TogetherResponseException.PaymentRequired) {
			return PAYMENT_REQUIRED;
		}
		if (error instanceof TogetherResponseException.ServiceUnavailable) {
			return OVERLOADED;
		}
		if (error instanceof ConnectionException || error instanceof StreamTruncatedException) {
			return UNREACHABLE;
		}
		return (error instanceof TogetherTimeoutException || error instanceof TimeoutException) ? TIMEOUT : ERROR;
	}

	// Rejected calls are not reported as failures, so this is about probes.
	private static boolean isRefusal(TogetherResponseException error) {
		return error instanceof TogetherResponseException.NotFound
				|| error instanceof TogetherResponseException.BadRequest || error.status() == NOT_IMPLEMENTED;
	}

	private static boolean isRedirect(UnreadableResponseException error) {
		return error.status() != null && error.status() / 100 == 3;
	}

	Status status() {
		return this.status;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
