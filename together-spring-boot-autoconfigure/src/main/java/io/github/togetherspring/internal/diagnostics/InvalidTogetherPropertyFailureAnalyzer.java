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

import java.util.Locale;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer FailureAnalyzer} for
 * {@link InvalidTogetherPropertyException}.
 */
class InvalidTogetherPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTogetherPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidTogetherPropertyException cause) {
		String property = cause.property();
		return new FailureAnalysis("The property '" + property + "' is invalid. " + cause.problem() + ".",
				"Correct '" + property + "' in the application's configuration" + variable(property) + ".", cause);
	}

	// No variable has the characters of a name in brackets.
	private static String variable(String property) {
		return property.contains("[") ? "" : "; it may also come from the environment variable "
				+ property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
	}

}
