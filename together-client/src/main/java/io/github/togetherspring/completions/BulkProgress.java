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
 * result are those that were {@link #cancelled() cancelled}, {@linkplain #notStarted()
 * not started} or {@link #undelivered() undelivered}. The {@linkplain BulkResult#index()
 * positions} of the results show which these are.
 * <p>
 * It may gain methods in later versions, and is not meant to be implemented.
 */
public interface BulkProgress {

	/**
	 * Return the number of requests with a response.
	 * @return the number of requests
	 */
	long succeeded();

	/**
	 * Return the number of requests that failed.
	 * @return the number of requests
	 */
	long failed();

	/**
	 * Return the number of requests whose calls were cancelled, because the results were
	 * cancelled or the application shut down. The server may have generated text.
	 * @return the number of requests
	 */
	long cancelled();

	/**
	 * Return the number of requests that were taken from the input and not sent, because
	 * the results were cancelled or the application shut down.
	 * @return the number of requests
	 */
	long notStarted();

	/**
	 * Return the number of active calls.
	 * @return the number of calls
	 */
	int inFlight();

	/**
	 * Return the number of responses and failures that the subscriber does not have: they
	 * wait for the result of an earlier request or for the subscriber, or were dropped
	 * when the results were cancelled.
	 * @return the number of results
	 */
	int undelivered();

	/**
	 * Return the number of requests that have ended.
	 * @return the number of requests with a response or a failure
	 */
	default long done() {
		return succeeded() + failed();
	}

	/**
	 * Return the number of results that the subscriber has.
	 * @return the number of results, of {@link #done()} those that are not
	 * {@link #undelivered()}
	 */
	default long delivered() {
		return done() - undelivered();
	}

}
