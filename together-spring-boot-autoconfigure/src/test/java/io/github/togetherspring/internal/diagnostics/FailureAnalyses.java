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

package io.github.togetherspring.internal.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyses of failed startups.
 */
public final class FailureAnalyses {

	private FailureAnalyses() {
	}

	/**
	 * Return the analysis of a failure that an invalid property has caused.
	 * @param failure the failure
	 * @return the analysis, or {@code null} if there is none
	 */
	public static @Nullable FailureAnalysis ofInvalidProperty(@Nullable Throwable failure) {
		return new InvalidTogetherPropertyFailureAnalyzer().analyze(failure);
	}

	/**
	 * Return the analysis of a failure that a reader without a restart has caused.
	 * @param failure the failure
	 * @return the analysis, or {@code null} if there is none
	 */
	public static @Nullable FailureAnalysis ofImpossibleRestart(@Nullable Throwable failure) {
		return new ImpossibleRestartFailureAnalyzer().analyze(failure);
	}

	/**
	 * Return the analysis of a failure that a role has caused which the application can't
	 * have.
	 * @param failure the failure
	 * @return the analysis, or {@code null} if there is none
	 */
	public static @Nullable FailureAnalysis ofUnusableRole(@Nullable Throwable failure) {
		return new UnusableRoleFailureAnalyzer().analyze(failure);
	}

}
