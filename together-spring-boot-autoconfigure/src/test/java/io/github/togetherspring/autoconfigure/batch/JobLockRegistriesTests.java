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

package io.github.togetherspring.autoconfigure.batch;

import io.github.togetherspring.batch.lifecycle.JobLockRegistry;
import io.github.togetherspring.batch.lifecycle.LocalJobLockRegistry;
import io.github.togetherspring.batch.lifecycle.PostgresJobLockRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobLockRegistries}.
 */
class JobLockRegistriesTests {

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:mem:jobs", "jdbc:h2:file:/data/jobs", "jdbc:h2:/data/jobs;WRITE_DELAY=0",
			"jdbc:h2:~/jobs;FILE_LOCK=FS", "jdbc:hsqldb:mem:jobs", "jdbc:hsqldb:file:/data/jobs",
			"jdbc:derby:/data/jobs;create=true", "jdbc:derby:memory:jobs" })
	void whatOneProcessOpensIsLockedInThisProcess(String url) {
		assertThat(registry(url)).isInstanceOf(LocalJobLockRegistry.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:tcp://db/jobs", "jdbc:h2:ssl://db/jobs",
			"jdbc:h2:file:/data/jobs;AUTO_SERVER=TRUE", "jdbc:h2:file:/data/jobs;file_lock=no",
			"jdbc:h2:file:/data/jobs;FILE_LOCK=SOCKET;X=1", "jdbc:hsqldb:hsql://db/jobs", "jdbc:hsqldb:https://db/jobs",
			"jdbc:derby://db/jobs", "jdbc:mysql://db/jobs", "jdbc:sqlserver://db;databaseName=jobs" })
	void whatOthersMayUseIsNotLocked(String url) {
		assertThat(registry(url)).isNull();
	}

	@Test
	void postgresHasAdvisoryLocks() {
		assertThat(registry("jdbc:postgresql://db/jobs")).isInstanceOf(PostgresJobLockRegistry.class);
	}

	@Test
	void noWaitForTheConnectionWithTheLockIsEndless() {
		assertThat(registry("jdbc:postgresql://db/jobs")).extracting("connections")
			.isInstanceOfSatisfying(SimpleDriverDataSource.class,
					(connections) -> assertThat(connections.getConnectionProperties())
						.containsEntry("connectTimeout", "10")
						.containsEntry("socketTimeout", "30")
						.containsEntry("tcpKeepAlive", "true"));
	}

	private static @Nullable JobLockRegistry registry(String url) {
		return JobLockRegistries.of(new JdbcConnectionDetails() {

			@Override
			public String getUsername() {
				return "user";
			}

			@Override
			public String getPassword() {
				return "password";
			}

			@Override
			public String getJdbcUrl() {
				return url;
			}

		});
	}

}
