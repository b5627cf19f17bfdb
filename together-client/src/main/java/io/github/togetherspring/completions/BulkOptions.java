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

import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Options for {@link CompletionsClient#createAll}. Immutable.
 */
public final class BulkOptions {

	/**
	 * The default number of concurrent calls: {@value}.
	 */
	public static final int DEFAULT_CONCURRENCY = 8;

	private static final BulkOptions DEFAULTS = builder().build();

	private final @Nullable Integer concurrency;

	private final @Nullable Boolean ordered;

	private final @Nullable CallOptions callOptions;

	private final @Nullable Consumer<BulkProgress> progressListener;

	private BulkOptions(Builder builder) {
		this.concurrency = builder.concurrency;
		this.ordered = builder.ordered;
		this.callOptions = builder.callOptions;
		this.progressListener = builder.progressListener;
	}

	/**
	 * Return the default options: {@value #DEFAULT_CONCURRENCY} concurrent calls, results
	 * in the order of the requests.
	 * @return the default options
	 */
	public static BulkOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Return a builder.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from these options.
	 * @return a builder with everything set as here
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.concurrency = this.concurrency;
		builder.ordered = this.ordered;
		builder.callOptions = this.callOptions;
		builder.progressListener = this.progressListener;
		return builder;
	}

	/**
	 * Return the maximum number of concurrent calls.
	 * @return the number of calls, 1 or more
	 */
	public int concurrency() {
		return (this.concurrency != null) ? this.concurrency : DEFAULT_CONCURRENCY;
	}

	/**
	 * Return whether results are in the order of the requests. Otherwise they are in the
	 * order in which the calls end.
	 * @return whether results are ordered
	 */
	public boolean ordered() {
		return (this.ordered != null) ? this.ordered : true;
	}

	/**
	 * Return the options of each call.
	 * @return the options
	 */
	public CallOptions callOptions() {
		return (this.callOptions != null) ? this.callOptions : CallOptions.none();
	}

	/**
	 * Return the progress listener.
	 * @return the listener, or {@code null} if there is none
	 */
	public @Nullable Consumer<BulkProgress> progressListener() {
		return this.progressListener;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof BulkOptions options && concurrency() == options.concurrency()
				&& ordered() == options.ordered() && callOptions().equals(options.callOptions())
				&& Objects.equals(this.progressListener, options.progressListener));
	}

	@Override
	public int hashCode() {
		return Objects.hash(concurrency(), ordered(), callOptions(), this.progressListener);
	}

	@Override
	public String toString() {
		return "BulkOptions[concurrency=" + concurrency() + ", ordered=" + ordered() + ", callOptions=" + callOptions()
				+ "]";
	}

	/**
	 * Builder for {@link BulkOptions}. What is not set, or set to {@code null}, has its
	 * default.
	 */
	public static final class Builder {

		private @Nullable Integer concurrency;

		private @Nullable Boolean ordered;

		private @Nullable CallOptions callOptions;

		private @Nullable Consumer<BulkProgress> progressListener;

		private Builder() {
		}

		/**
		 * Set the maximum number of concurrent calls.
		 * @param concurrency the number of calls, 1 or more, or {@code null} for
		 * {@value BulkOptions#DEFAULT_CONCURRENCY}
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder concurrency(@Nullable Integer concurrency) {
			if (concurrency != null && concurrency < 1) {
				throw new IllegalArgumentException("The concurrency must be at least 1: " + concurrency);
			}
			this.concurrency = concurrency;
			return this;
		}

		/**
		 * Set whether results are in the order of the requests. Otherwise each is
		 * returned as soon as its call ends.
		 * @param ordered whether results are ordered, or {@code null} for {@code true}
		 * @return this builder
		 */
		public Builder ordered(@Nullable Boolean ordered) {
			this.ordered = ordered;
			return this;
		}

		/**
		 * Set the options of each call.
		 * @param callOptions the options, or {@code null} for none
		 * @return this builder
		 */
		public Builder callOptions(@Nullable CallOptions callOptions) {
			this.callOptions = callOptions;
			return this;
		}

		/**
		 * Set a progress listener. It is called, never concurrently, whenever a call
		 * starts or ends, and must not block.
		 * @param progressListener the listener, or {@code null} for none
		 * @return this builder
		 */
		public Builder onProgress(@Nullable Consumer<BulkProgress> progressListener) {
			this.progressListener = progressListener;
			return this;
		}

		/**
		 * Return the options.
		 * @return options with everything set so far
		 */
		public BulkOptions build() {
			return new BulkOptions(this);
		}

	}

}
