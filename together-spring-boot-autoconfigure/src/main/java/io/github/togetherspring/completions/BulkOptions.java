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
 * How {@link CompletionsClient#createAll} goes through its requests.
 *
 * @param concurrency how many calls may be under way at once, 1 or more
 * @param ordered whether the results come in the order of the requests; otherwise they
 * come as the calls end
 * @param callOptions the options of each call
 */
public record BulkOptions(int concurrency, boolean ordered, CallOptions callOptions) {

	/**
	 * How many calls are under way at once unless told otherwise: {@value}.
	 */
	public static final int DEFAULT_CONCURRENCY = 8;

	private static final BulkOptions DEFAULTS = new BulkOptions(DEFAULT_CONCURRENCY, true, CallOptions.none());

	/**
	 * Creates options.
	 * @param concurrency how many calls may be under way at once, 1 or more
	 * @param ordered whether the results come in the order of the requests; otherwise
	 * they come as the calls end
	 * @param callOptions the options of each call
	 * @throws IllegalArgumentException if the concurrency is below 1
	 */
	public BulkOptions {
		if (concurrency < 1) {
			throw new IllegalArgumentException("The concurrency must be at least 1: " + concurrency);
		}
	}

	/**
	 * Returns the default options: {@value #DEFAULT_CONCURRENCY} calls at once, results
	 * in order.
	 * @return the default options
	 */
	public static BulkOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Returns these options with another concurrency.
	 * @param concurrency how many calls may be under way at once, 1 or more
	 * @return the options
	 */
	public BulkOptions withConcurrency(int concurrency) {
		return new BulkOptions(concurrency, this.ordered, this.callOptions);
	}

	/**
	 * Returns these options with the results coming as the calls end.
	 * @return the options
	 */
	public BulkOptions asCompleted() {
		return new BulkOptions(this.concurrency, false, this.callOptions);
	}

	/**
	 * Returns these options with other options of each call.
	 * @param callOptions the options of each call
	 * @return the options
	 */
	public BulkOptions withCallOptions(CallOptions callOptions) {
		return new BulkOptions(this.concurrency, this.ordered, callOptions);
	}

}
