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
	 * Default number of consecutive failed calls that end a step: {@value}.
	 */
	public static final int DEFAULT_CONSECUTIVE_LIMIT = 25;

	private static final Set<String> CREDIT = Set.of("credit_limit", "insufficient_quota");

	private static final FailurePolicy DEFAULTS = builder().build();

	private final Predicate<? super Exception> stopOn;

	private final long limit;

	private final int consecutiveLimit;

	private FailurePolicy(Builder builder) {
		this.stopOn = (builder.stopOn != null) ? builder.stopOn : FailurePolicy::affectsEveryItem;
		this.limit = (builder.limit != null) ? builder.limit : Long.MAX_VALUE;
		this.consecutiveLimit = (builder.consecutiveLimit != null) ? builder.consecutiveLimit
				: DEFAULT_CONSECUTIVE_LIMIT;
	}

	/**
	 * Return whether every item would fail in the same way: there is no API key, a model
	 * lacks the price that a budget requires, or the status is 401 (wrong key), 402 (no
	 * credit), 403 (no permission), 404 (no such model) or 429 because of missing credit.
	 * @param failure the failure of an item
	 * @return whether every item would fail in the same way
	 */
	public static boolean affectsEveryItem(Exception failure) {
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
	 * Return the default policy: a step ends if {@linkplain #affectsEveryItem(Exception)
	 * every item would fail}, or if {@value #DEFAULT_CONSECUTIVE_LIMIT} consecutive calls
	 * fail.
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
		return new Builder().stopOn(this.stopOn).limit(this.limit).consecutiveLimit(this.consecutiveLimit);
	}

	/**
	 * Return which failures end the step at once. A restart tries their items again.
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
	 * Return how many consecutive failed calls end the step, not counting requests that
	 * the service rejects. A restart tries the items of these calls again, unless they
	 * have already been returned to the step.
	 * @return the number of calls, 1 or more
	 */
	public int consecutiveLimit() {
		return this.consecutiveLimit;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof FailurePolicy policy && this.stopOn.equals(policy.stopOn)
				&& this.limit == policy.limit && this.consecutiveLimit == policy.consecutiveLimit);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.stopOn, this.limit, this.consecutiveLimit);
	}

	@Override
	public String toString() {
		return "FailurePolicy[limit=" + this.limit + ", consecutiveLimit=" + this.consecutiveLimit + "]";
	}

	/**
	 * Builder for {@link FailurePolicy}. What is not set, or set to {@code null}, has its
	 * default.
	 */
	public static final class Builder {

		private @Nullable Predicate<? super Exception> stopOn;

		private @Nullable Long limit;

		private @Nullable Integer consecutiveLimit;

		private Builder() {
		}

		/**
		 * Set which failures end the step at once.
		 * @param stopOn the condition, or {@code null} for
		 * {@link FailurePolicy#affectsEveryItem(Exception)}
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
		 * Set how many consecutive failed calls end the step.
		 * @param consecutiveLimit the number of calls, 1 or more, or {@code null} for
		 * {@value FailurePolicy#DEFAULT_CONSECUTIVE_LIMIT}
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder consecutiveLimit(@Nullable Integer consecutiveLimit) {
			if (consecutiveLimit != null && consecutiveLimit < 1) {
				throw new IllegalArgumentException(
						"The limit of consecutive failures must be at least 1: " + consecutiveLimit);
			}
			this.consecutiveLimit = consecutiveLimit;
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
