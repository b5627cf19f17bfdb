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

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer FailureAnalyzer} for an
 * {@link ImpossibleRestartException}.
 */
class ImpossibleRestartFailureAnalyzer extends AbstractFailureAnalyzer<ImpossibleRestartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ImpossibleRestartException cause) {
		return new FailureAnalysis("The reader '" + cause.reader()
				+ "' saves its state, so that a job that fails or is stopped can be restarted without paying for its "
				+ "responses again. But the job repository is in memory and loses the state when the process ends.",
				"Add the dependencies 'org.springframework.boot:spring-boot-starter-batch-jdbc' and the JDBC driver "
						+ "of a database, and set 'spring.datasource.url'. If the job need never be restarted, build "
						+ "the reader with saveState(false).",
				cause);
	}

}
