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

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * How {@link CompletionsClient#createAll} goes through its requests. Immutable; start
 * from {@link #defaults()}.
 */
public final class BulkOptions {

	/**
	 * How many calls are under way at once unless told otherwise: {@value}.
	 */
	public static final int DEFAULT_CONCURRENCY = 8;

	private static final BulkOptions DEFAULTS = new BulkOptions(DEFAULT_CONCURRENCY, true, CallOptions.none(), null);

	private final int concurrency;

	private final boolean ordered;

	private final CallOptions callOptions;

	private final @Nullable Consumer<BulkProgress> progressListener;

	private BulkOptions(int concurrency, boolean ordered, CallOptions callOptions,
			@Nullable Consumer<BulkProgress> progressListener) {
		this.concurrency = concurrency;
		this.ordered = ordered;
		this.callOptions = callOptions;
		this.progressListener = progressListener;
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
	 * @throws IllegalArgumentException if the concurrency is below 1
	 */
	public BulkOptions withConcurrency(int concurrency) {
		if (concurrency < 1) {
			throw new IllegalArgumentException("The concurrency must be at least 1: " + concurrency);
		}
		return new BulkOptions(concurrency, this.ordered, this.callOptions, this.progressListener);
	}

	/**
	 * Returns these options with the results coming as the calls end.
	 * @return the options
	 */
	public BulkOptions asCompleted() {
		return new BulkOptions(this.concurrency, false, this.callOptions, this.progressListener);
	}

	/**
	 * Returns these options with other options of each call.
	 * @param callOptions the options of each call
	 * @return the options
	 */
	public BulkOptions withCallOptions(CallOptions callOptions) {
		return new BulkOptions(this.concurrency, this.ordered, callOptions, this.progressListener);
	}

	/**
	 * Returns these options with a listener for the progress. It is told of each call
	 * that begins or ends, of one at a time, and should be quick.
	 * @param progressListener the listener
	 * @return the options
	 */
	public BulkOptions onProgress(Consumer<BulkProgress> progressListener) {
		return new BulkOptions(this.concurrency, this.ordered, this.callOptions, progressListener);
	}

	/**
	 * Returns how many calls may be under way at once.
	 * @return the number of calls
	 */
	public int concurrency() {
		return this.concurrency;
	}

	/**
	 * Returns whether the results come in the order of the requests; otherwise they come
	 * as the calls end.
	 * @return whether in order
	 */
	public boolean ordered() {
		return this.ordered;
	}

	/**
	 * Returns the options of each call.
	 * @return the options
	 */
	public CallOptions callOptions() {
		return this.callOptions;
	}

	/**
	 * Returns what is told how far the calls have come.
	 * @return the listener, or {@code null} if there is none
	 */
	public @Nullable Consumer<BulkProgress> progressListener() {
		return this.progressListener;
	}

	@Override
	public String toString() {
		return "BulkOptions[concurrency=" + this.concurrency + ", ordered=" + this.ordered + ", callOptions="
				+ this.callOptions + "]";
	}

}
