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

package io.github.togetherspring.test.assertj.completions;

import java.time.Duration;
import java.util.Objects;

import io.github.togetherspring.completions.TogetherException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.presentation.Representation;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on an exception of the client.
 */
public final class TogetherExceptionAssert extends AbstractThrowableAssert<TogetherExceptionAssert, TogetherException> {

	TogetherExceptionAssert(@Nullable TogetherException actual) {
		super(actual, TogetherExceptionAssert.class);
	}

	/**
	 * Verify the status of the response.
	 * @param status the HTTP status
	 * @return these assertions
	 */
	public TogetherExceptionAssert hasStatus(int status) {
		isNotNull();
		return verify("status", status, this.actual.status());
	}

	/**
	 * Verify that there was no response.
	 * @return these assertions
	 */
	public TogetherExceptionAssert hasNoResponse() {
		isNotNull();
		return verify("status", null, this.actual.status());
	}

	/**
	 * Verify the type of the error.
	 * @param type the type, for example {@code invalid_request_error}
	 * @return these assertions
	 */
	public TogetherExceptionAssert hasErrorType(String type) {
		isNotNull();
		return verify("error type", type, this.actual.errorType());
	}

	/**
	 * Verify the code of the error.
	 * @param code the code, for example {@code invalid_api_key}
	 * @return these assertions
	 */
	public TogetherExceptionAssert hasErrorCode(String code) {
		isNotNull();
		return verify("error code", code, this.actual.errorCode());
	}

	/**
	 * Verify the parameter to which the error refers.
	 * @param param the name of the parameter
	 * @return these assertions
	 */
	public TogetherExceptionAssert hasErrorParam(String param) {
		isNotNull();
		return verify("error param", param, this.actual.errorParam());
	}

	/**
	 * Verify the request id of the response.
	 * @param requestId the request id
	 * @return these assertions
	 */
	public TogetherExceptionAssert hasRequestId(String requestId) {
		isNotNull();
		return verify("request id", requestId, this.actual.requestId());
	}

	/**
	 * Verify how long the server asks to wait.
	 * @param retryAfter the time
	 * @return these assertions
	 */
	public TogetherExceptionAssert hasRetryAfter(Duration retryAfter) {
		isNotNull();
		return verify("retry after", retryAfter, this.actual.retryAfter());
	}

	private TogetherExceptionAssert verify(String what, @Nullable Object expected, @Nullable Object actual) {
		if (!Objects.equals(actual, expected)) {
			Representation values = this.info.representation();
			throw failureWithActualExpected(actual, expected, "%nExpected %s:%n  %s%nbut was:%n  %s%nin:%n  %s", what,
					values.toStringOf(expected), values.toStringOf(actual), this.actual);
		}
		return this;
	}

}
