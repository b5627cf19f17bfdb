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

package io.github.togetherspring.observation;

import java.util.Objects;

import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * Falls back to another convention if one throws: otherwise, the observation would stay
 * open forever.
 */
final class GuardedConvention implements CompletionsObservationConvention {

	private final CompletionsObservationConvention convention;

	private final CompletionsObservationConvention fallback;

	private final ObservationErrors errors;

	GuardedConvention(CompletionsObservationConvention convention, CompletionsObservationConvention fallback,
			ObservationErrors errors) {
		this.convention = convention;
		this.fallback = fallback;
		this.errors = errors;
	}

	@Override
	public @Nullable String getName() {
		return ask(CompletionsObservationConvention::getName);
	}

	@Override
	public @Nullable String getContextualName(CompletionsObservationContext context) {
		return ask((convention) -> convention.getContextualName(context));
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(CompletionsObservationContext context) {
		return keyValues((convention) -> convention.getLowCardinalityKeyValues(context));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(CompletionsObservationContext context) {
		return keyValues((convention) -> convention.getHighCardinalityKeyValues(context));
	}

	private KeyValues keyValues(Question<KeyValues> question) {
		return Objects.requireNonNullElse(ask(question), KeyValues.empty());
	}

	private <T> @Nullable T ask(Question<T> question) {
		try {
			return question.ask(this.convention);
		}
		catch (RuntimeException | Error ex) {
			this.errors.report(ex);
			return question.ask(this.fallback);
		}
	}

	/**
	 * A method of a convention.
	 *
	 * @param <T> the type of result
	 */
	private interface Question<T> {

		@Nullable T ask(CompletionsObservationConvention convention);

	}

}
