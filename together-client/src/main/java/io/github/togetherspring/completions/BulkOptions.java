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

	// Multiples of the concurrency.
	private static final int ORDERED_WINDOW = 32;

	private static final int UNORDERED_WINDOW = 2;

	private static final long DEFAULT_REORDER_WINDOW_BYTES = 64 * 1024 * 1024;

	private static final BulkOptions DEFAULTS = builder().build();

	private final @Nullable Integer concurrency;

	private final @Nullable Boolean ordered;

	private final @Nullable Integer reorderWindow;

	private final @Nullable Long reorderWindowBytes;

	private final @Nullable CallOptions callOptions;

	private final @Nullable Consumer<BulkProgress> progressListener;

	private BulkOptions(Builder builder) {
		this.concurrency = builder.concurrency;
		this.ordered = builder.ordered;
		this.reorderWindow = builder.reorderWindow;
		this.reorderWindowBytes = builder.reorderWindowBytes;
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
		builder.reorderWindow = this.reorderWindow;
		builder.reorderWindowBytes = this.reorderWindowBytes;
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
	 * Return the maximum number of requests whose calls have begun and whose results have
	 * not been delivered: those of active calls, and those whose results wait for an
	 * earlier one or for the subscriber. At this number, no call begins until the next
	 * result is delivered.
	 * @return the number of requests, at least the concurrency
	 */
	public int reorderWindow() {
		if (this.reorderWindow != null) {
			return this.reorderWindow;
		}
		return (int) Math.min(Integer.MAX_VALUE,
				(long) concurrency() * (ordered() ? ORDERED_WINDOW : UNORDERED_WINDOW));
	}

	/**
	 * Return how many bytes the results may occupy that wait for an earlier one or for
	 * the subscriber. At this number, no call begins until a result is delivered. Active
	 * calls end, so that up to {@link #concurrency()} results may exceed it.
	 * <p>
	 * The size of a result is an estimate, which is high rather than low: two bytes for
	 * each character of the request and the response (or the body of the error response),
	 * 64 bytes for each JSON value in them, and 4 KiB for the rest.
	 * @return the number of bytes, 1 or more
	 */
	public long reorderWindowBytes() {
		return (this.reorderWindowBytes != null) ? this.reorderWindowBytes : DEFAULT_REORDER_WINDOW_BYTES;
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
				&& ordered() == options.ordered() && reorderWindow() == options.reorderWindow()
				&& reorderWindowBytes() == options.reorderWindowBytes() && callOptions().equals(options.callOptions())
				&& Objects.equals(this.progressListener, options.progressListener));
	}

	@Override
	public int hashCode() {
		return Objects.hash(concurrency(), ordered(), reorderWindow(), reorderWindowBytes(), callOptions(),
				this.progressListener);
	}

	@Override
	public String toString() {
		return "BulkOptions[concurrency=" + concurrency() + ", ordered=" + ordered() + ", reorderWindow="
				+ reorderWindow() + ", reorderWindowBytes=" + reorderWindowBytes() + ", callOptions=" + callOptions()
				+ "]";
	}

	/**
	 * Builder for {@link BulkOptions}. What is not set, or set to {@code null}, has its
	 * default.
	 */
	public static final class Builder {

		private @Nullable Integer concurrency;

		private @Nullable Boolean ordered;

		private @Nullable Integer reorderWindow;

		private @Nullable Long reorderWindowBytes;

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
		 * Set how many requests the calls may be ahead of the oldest request whose result
		 * has not been delivered. With ordered results, one slow call does not reduce the
		 * concurrency until the window is full. A larger window needs more memory, and
		 * more responses are lost if the results are cancelled or the process is killed.
		 * @param reorderWindow the number of requests, at least the concurrency, or
		 * {@code null} for 32 times the concurrency, or twice the concurrency if results
		 * are not ordered and therefore only wait for the subscriber
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 * @see BulkOptions#reorderWindow()
		 */
		public Builder reorderWindow(@Nullable Integer reorderWindow) {
			if (reorderWindow != null && reorderWindow < 1) {
				throw new IllegalArgumentException("The reorder window must be at least 1: " + reorderWindow);
			}
			this.reorderWindow = reorderWindow;
			return this;
		}

		/**
		 * Set how many bytes the results may occupy that wait for an earlier one or for
		 * the subscriber.
		 * @param reorderWindowBytes the number of bytes, 1 or more, or {@code null} for
		 * 64 MiB
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 * @see BulkOptions#reorderWindowBytes()
		 */
		public Builder reorderWindowBytes(@Nullable Long reorderWindowBytes) {
			if (reorderWindowBytes != null && reorderWindowBytes < 1) {
				throw new IllegalArgumentException(
						"The bytes of the reorder window must be at least 1: " + reorderWindowBytes);
			}
			this.reorderWindowBytes = reorderWindowBytes;
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
		 * starts or ends and before the results end, and must not block. An exception
		 * that it throws is logged and otherwise ignored.
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
		 * @throws IllegalArgumentException if the reorder window is smaller than the
		 * concurrency
		 */
		public BulkOptions build() {
			BulkOptions options = new BulkOptions(this);
			if (options.reorderWindow() < options.concurrency()) {
				throw new IllegalArgumentException("The reorder window of " + options.reorderWindow()
						+ " is smaller than the concurrency of " + options.concurrency());
			}
			return options;
		}

	}

}
