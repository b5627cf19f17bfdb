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

package io.github.togetherspring.batch;

/**
 * A step ended before the end of its input, because every item would fail or too many
 * items failed. Results from before the failure are written, and a restart continues with
 * the rest.
 */
public class UnfinishedStepException extends RuntimeException {

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param reason why the step ended
	 * @param message what happened, and what to do
	 * @param cause the failure of an item
	 */
	public UnfinishedStepException(Reason reason, String message, Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return why the step ended.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why a step ended before the end of its input.
	 */
	public enum Reason {

		/** A failure that every item would have, such as a wrong API key. */
		EVERY_ITEM,

		/** More items failed than the {@linkplain FailurePolicy#limit() limit}. */
		LIMIT,

		/** Many calls in a row failed, none of them because of its request. */
		OUTAGE

	}

}
