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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.util.ClassUtils;

/**
 * {@link AbstractFailureAnalyzer FailureAnalyzer} for a database without the tables of
 * Spring Batch, which Spring Boot creates only in an embedded one by default, or without
 * those for partitions that workers run.
 */
class MissingBatchTablesFailureAnalyzer extends AbstractFailureAnalyzer<BadSqlGrammarException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BadSqlGrammarException cause) {
		if (!ClassUtils.isPresent("io.github.togetherspring.batch.CompletionItemReader", null)) {
			return null;
		}
		String sql = cause.getSql().toUpperCase(Locale.ROOT);
		if (sql.contains("TOGETHER_PARTITION") || sql.contains("TOGETHER_WORKER")) {
			return new FailureAnalysis(
					"The tables 'together_partition' and 'together_worker' are missing in the database of the job "
							+ "repository, or are those of another version.",
					"Set 'together.batch.partitions.initialize-schema=true', or create the tables with "
							+ "'io/github/togetherspring/batch/remote/schema-postgresql.sql'.",
					cause);
		}
		return sql.contains("JOB_INSTANCE")
				? new FailureAnalysis("The database has no tables for Spring Batch's job repository.",
						"Set 'spring.batch.jdbc.initialize-schema=always', or create the tables with the script for "
								+ "the database in 'org/springframework/batch/core', such as 'schema-postgresql.sql'.",
						cause)
				: null;
	}

}
