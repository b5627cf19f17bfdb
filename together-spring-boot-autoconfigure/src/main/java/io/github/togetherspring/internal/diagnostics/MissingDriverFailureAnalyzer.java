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

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.util.ClassUtils;

/**
 * {@link FailureAnalyzer} for the database of a job whose JDBC driver is missing. The
 * exceptions of Spring Boot and of HikariCP have no type of their own.
 */
class MissingDriverFailureAnalyzer implements FailureAnalyzer {

	private static final Pattern MESSAGE = Pattern.compile("(?:Cannot|Failed to) load driver class:? ([\\w.$]+)");

	private static final Map<String, String> DEPENDENCIES = Map.of("org.postgresql.Driver", "org.postgresql:postgresql",
			"org.h2.Driver", "com.h2database:h2", "org.hsqldb.jdbc.JDBCDriver", "org.hsqldb:hsqldb",
			"com.mysql.cj.jdbc.Driver", "com.mysql:mysql-connector-j", "org.mariadb.jdbc.Driver",
			"org.mariadb.jdbc:mariadb-java-client", "oracle.jdbc.OracleDriver", "com.oracle.database.jdbc:ojdbc11",
			"com.microsoft.sqlserver.jdbc.SQLServerDriver", "com.microsoft.sqlserver:mssql-jdbc");

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		if (!ClassUtils.isPresent("io.github.togetherspring.batch.CompletionItemReader", null)) {
			return null;
		}
		FailureAnalysis analysis = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Matcher message = MESSAGE.matcher(String.valueOf(cause.getMessage()));
			if (message.find()) {
				// Those around it repeat the message.
				analysis = analysis(message.group(1), cause);
			}
		}
		return analysis;
	}

	private static FailureAnalysis analysis(String driver, Throwable cause) {
		String dependency = DEPENDENCIES.get(driver);
		return new FailureAnalysis(
				"The JDBC driver " + driver + " of the database in which jobs are recorded is missing.",
				"Add " + ((dependency != null) ? "the dependency '" + dependency + "'" : "its dependency")
						+ ", or correct 'spring.datasource.url' and 'spring.datasource.driver-class-name'.",
				cause);
	}

}
