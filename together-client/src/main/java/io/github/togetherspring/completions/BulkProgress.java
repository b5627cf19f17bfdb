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

/**
 * Progress of {@link CompletionsClient#createAll}.
 * <p>
 * When the results have ended, the requests that were taken from the input and have no
 * result are those that were {@link #cancelled() cancelled}, {@link #untried() untried}
 * or {@link #undelivered() undelivered}. Which they are follows from the
 * {@linkplain BulkResult#index() positions} of the results.
 *
 * @param answered the number of requests with a response
 * @param failed the number of requests that failed
 * @param cancelled the number of requests whose calls were cancelled, because the results
 * were cancelled or the application shut down; the server may have generated text
 * @param untried the number of requests that were taken from the input and not sent,
 * because the results were cancelled or the application shut down
 * @param inFlight the number of active calls
 * @param undelivered the number of responses and failures that the subscriber does not
 * have: they wait for the result of an earlier request or for the subscriber, or were
 * dropped when the results were cancelled
 */
public record BulkProgress(long answered, long failed, long cancelled, long untried, int inFlight, int undelivered) {

	/**
	 * Return the number of requests that have ended.
	 * @return the number of requests with a response or a failure
	 */
	public long done() {
		return this.answered + this.failed;
	}

	/**
	 * Return the number of results that the subscriber has.
	 * @return the number of results, of {@link #done()} those that are not
	 * {@link #undelivered()}
	 */
	public long delivered() {
		return done() - this.undelivered;
	}

}
