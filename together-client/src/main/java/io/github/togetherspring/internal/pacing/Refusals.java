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

package io.github.togetherspring.internal.pacing;

import java.util.Set;

import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.UnreadableResponseException;

/**
 * Recognizes responses that refuse an attempt because of the rate.
 */
public final class Refusals {

	private static final int LIMITED = 429;

	private static final int BUSY = 503;

	private static final Set<String> CREDIT = Set.of("credit_limit", "insufficient_quota");

	private Refusals() {
	}

	/**
	 * Return whether a refusal is about missing credit, which waiting does not restore.
	 * @param error the error of an attempt
	 * @return whether it is a 429 about credit
	 */
	public static boolean isAboutCredit(TogetherResponseException error) {
		return error.status() == LIMITED && (CREDIT.contains(String.valueOf(error.errorType()))
				|| CREDIT.contains(String.valueOf(error.errorCode())));
	}

	static boolean isRefusal(Throwable error) {
		return error instanceof TogetherResponseException response && !(error instanceof UnreadableResponseException)
				&& ((response.status() == LIMITED && !isAboutCredit(response)) || response.status() == BUSY);
	}

	// Together AI also sends it to a client that is below its limit.
	static boolean isBusy(Throwable refusal) {
		return refusal instanceof TogetherResponseException response && response.status() == BUSY;
	}

}
