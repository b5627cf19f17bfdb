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

import io.github.togetherspring.batch.UnfinishedStepException.Reason;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Counts failures, and decides which of them end the step. Guarded by the lock of the
 * {@link ReadAhead}.
 */
final class FailureCount {

	private final FailurePolicy policy;

	private long failed;

	private int consecutive;

	FailureCount(FailurePolicy policy) {
		this.policy = policy;
	}

	/**
	 * Decide whether a failure ends the step. If so, it is not the result of its item.
	 * @param failure the failure
	 * @return how the step ends, or {@code null} if it does not
	 */
	@Nullable ReadEnd endFor(Exception failure) {
		if (this.policy.stopOn().test(failure)) {
			return end(Reason.EVERY_ITEM, "Every item would fail in this way. Restart the job once the cause is fixed;"
					+ " it continues where it stopped. The failure: " + describe(failure), failure);
		}
		if (this.failed >= this.policy.limit()) {
			return end(Reason.LIMIT, "More than " + this.policy.limit() + " items failed, the limit of this step."
					+ " The last failure: " + describe(failure), failure);
		}
		if (isAboutService(failure) && this.consecutive + 1 >= this.policy.consecutiveLimit()) {
			return end(Reason.OUTAGE,
					(this.consecutive + 1) + " consecutive calls failed. Restart the job when the service responds"
							+ " again; it continues where it stopped. The last failure: " + describe(failure),
					failure);
		}
		return null;
	}

	// The result is logged and saved in the job repository, and the message of a failure
	// that is about an item may quote the item.
	private String describe(Exception failure) {
		if (isAboutService(failure) || failure instanceof InvalidCompletionRequestException) {
			return String.valueOf(failure.getMessage());
		}
		String name = failure.getClass().getSimpleName();
		return (failure instanceof TogetherResponseException refused) ? name + " with status " + refused.status()
				: name;
	}

	private static ReadEnd end(Reason reason, String message, Exception failure) {
		return ReadEnd.failed(new UnfinishedStepException(reason, message, failure));
	}

	void ended(@Nullable CompletionResponse response, @Nullable Throwable failure) {
		if (response != null) {
			this.consecutive = 0;
		}
		if (failure != null) {
			this.failed++;
			if (isAboutService(failure)) {
				this.consecutive++;
			}
		}
	}

	/**
	 * Return whether a failure concerns the connection or the service, not the request.
	 * @param failure the failure, or {@code null}
	 * @return whether the same request may succeed later
	 */
	boolean isAboutService(@Nullable Throwable failure) {
		return failure instanceof TogetherException && !(failure instanceof TogetherResponseException.BadRequest);
	}

}
