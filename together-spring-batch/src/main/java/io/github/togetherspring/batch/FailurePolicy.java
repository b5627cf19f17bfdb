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

import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.TogetherResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which failures end a step. All others are results of their items. Immutable.
 */
public final class FailurePolicy {

	/**
	 * The default number of calls in a row that may fail: {@value}.
	 */
	public static final int DEFAULT_LIMIT_IN_A_ROW = 25;

	private static final Set<String> CREDIT = Set.of("credit_limit", "insufficient_quota");

	private static final FailurePolicy DEFAULTS = builder().build();

	private final Predicate<? super Exception> stopOn;

	private final long limit;

	private final int limitInARow;

	private FailurePolicy(Builder builder) {
		this.stopOn = (builder.stopOn != null) ? builder.stopOn : FailurePolicy::hitsEveryItem;
		this.limit = (builder.limit != null) ? builder.limit : Long.MAX_VALUE;
		this.limitInARow = (builder.limitInARow != null) ? builder.limitInARow : DEFAULT_LIMIT_IN_A_ROW;
	}

	/**
	 * Return whether a failure would be the same for every item: no API key, a model
	 * without a price that a budget requires, or a status of 401 (wrong key), 402 (no
	 * credit), 403 (no permission), 404 (no such model), or 429 if it is about credit.
	 * @param failure the failure of an item
	 * @return whether every item would fail like this
	 */
	public static boolean hitsEveryItem(Exception failure) {
		return failure instanceof MissingApiKeyException || failure instanceof MissingPriceException
				|| failure instanceof TogetherResponseException.Unauthorized
				|| failure instanceof TogetherResponseException.PaymentRequired
				|| failure instanceof TogetherResponseException.Forbidden
				|| failure instanceof TogetherResponseException.NotFound
				|| (failure instanceof TogetherResponseException.TooManyRequests refused && isAboutCredit(refused));
	}

	private static boolean isAboutCredit(TogetherResponseException.TooManyRequests refused) {
		FailedResponse response = refused.response();
		return Stream.of(response.type(), response.code()).filter(Objects::nonNull).anyMatch(CREDIT::contains);
	}

	/**
	 * Return the default policy: a step ends at failures that
	 * {@linkplain #hitsEveryItem(Exception) every item would have}, and when
	 * {@value #DEFAULT_LIMIT_IN_A_ROW} calls in a row fail.
	 * @return the policy
	 */
	public static FailurePolicy defaults() {
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
	 * Return a builder that starts from this policy.
	 * @return a builder with everything set as here
	 */
	public Builder toBuilder() {
		return new Builder().stopOn(this.stopOn).limit(this.limit).limitInARow(this.limitInARow);
	}

	/**
	 * Return which failures end the step at once. The items that have them remain to be
	 * done.
	 * @return the condition
	 */
	public Predicate<? super Exception> stopOn() {
		return this.stopOn;
	}

	/**
	 * Return how many items may fail in an execution of the step. The next one ends it.
	 * @return the number of items, {@code Long.MAX_VALUE} if there is no limit
	 */
	public long limit() {
		return this.limit;
	}

	/**
	 * Return how many calls in a row must fail to end the step, not counting requests
	 * that the service refuses. Those of them that have not been handed out remain to be
	 * done.
	 * @return the number of calls, 1 or more
	 */
	public int limitInARow() {
		return this.limitInARow;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof FailurePolicy policy && this.stopOn.equals(policy.stopOn)
				&& this.limit == policy.limit && this.limitInARow == policy.limitInARow);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.stopOn, this.limit, this.limitInARow);
	}

	@Override
	public String toString() {
		return "FailurePolicy[limit=" + this.limit + ", limitInARow=" + this.limitInARow + "]";
	}

	/**
	 * Builder for {@link FailurePolicy}. What is not set, or set to {@code null}, has its
	 * default.
	 */
	public static final class Builder {

		private @Nullable Predicate<? super Exception> stopOn;

		private @Nullable Long limit;

		private @Nullable Integer limitInARow;

		private Builder() {
		}

		/**
		 * Set which failures end the step at once.
		 * @param stopOn the condition, or {@code null} for
		 * {@link FailurePolicy#hitsEveryItem(Exception)}
		 * @return this builder
		 */
		public Builder stopOn(@Nullable Predicate<? super Exception> stopOn) {
			this.stopOn = stopOn;
			return this;
		}

		/**
		 * Set how many items may fail in an execution of the step.
		 * @param limit the number of items, 0 or more, or {@code null} for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is negative
		 */
		public Builder limit(@Nullable Long limit) {
			if (limit != null && limit < 0) {
				throw new IllegalArgumentException("The limit of failures must not be negative: " + limit);
			}
			this.limit = limit;
			return this;
		}

		/**
		 * Set how many calls in a row must fail to end the step.
		 * @param limitInARow the number of calls, 1 or more, or {@code null} for
		 * {@value FailurePolicy#DEFAULT_LIMIT_IN_A_ROW}
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder limitInARow(@Nullable Integer limitInARow) {
			if (limitInARow != null && limitInARow < 1) {
				throw new IllegalArgumentException("The limit of failures in a row must be at least 1: " + limitInARow);
			}
			this.limitInARow = limitInARow;
			return this;
		}

		/**
		 * Return the policy.
		 * @return a policy with everything set so far
		 */
		public FailurePolicy build() {
			return new FailurePolicy(this);
		}

	}

}
