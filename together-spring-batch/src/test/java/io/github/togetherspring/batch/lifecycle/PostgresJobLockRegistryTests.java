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

package io.github.togetherspring.batch.lifecycle;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.togetherspring.testsupport.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mockito.AdditionalAnswers;
import org.mockito.ArgumentMatchers;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PostgresJobLockRegistry} with a real PostgreSQL.
 */
class PostgresJobLockRegistryTests {

	private static PostgresServer postgres;

	private final DriverManagerDataSource connections = new DriverManagerDataSource(postgres.url(), postgres.user(),
			"");

	private final JobLockRegistry registry = new PostgresJobLockRegistry(this.connections);

	private final JobLockRegistry otherProcess = new PostgresJobLockRegistry(this.connections);

	@BeforeAll
	static void start() {
		postgres = PostgresServer.start();
	}

	@AfterAll
	static void stop() {
		postgres.close();
	}

	@Test
	void oneLockAtATime() {
		try (JobLock lock = this.registry.tryLock("job:1")) {
			assertThat(lock).isNotNull();
			assertThat(this.registry.tryLock("job:1")).isNull();
			assertThat(this.otherProcess.tryLock("job:1")).isNull();
			try (JobLock other = this.otherProcess.tryLock("job:2")) {
				assertThat(other).isNotNull();
			}
		}
		try (JobLock lock = this.otherProcess.tryLock("job:1")) {
			assertThat(lock).isNotNull();
		}
		assertThat(connectionsInUse()).isZero();
	}

	@Test
	void lockEndsWithTheProcess() {
		JobLock lock = this.registry.tryLock("job:3");
		assertThat(lock).isNotNull();
		endSessionsWithLocks();
		try (JobLock other = this.otherProcess.tryLock("job:3")) {
			assertThat(other).isNotNull();
		}
		lock.close();
	}

	@Test
	void lostLockIsAcquiredAgain() {
		try (JobLock lock = this.registry.tryLock("job:5")) {
			assertThat(lock).isNotNull();
			assertThat(lock.renew()).isTrue();
			endSessionsWithLocks();
			assertThat(lock.renew()).isTrue();
			assertThat(this.otherProcess.tryLock("job:5")).isNull();
		}
		assertThat(connectionsInUse()).isZero();
	}

	@Test
	void lostLockMayBelongToAnotherProcess() {
		JobLock lock = this.registry.tryLock("job:6");
		assertThat(lock).isNotNull();
		endSessionsWithLocks();
		try (JobLock other = this.otherProcess.tryLock("job:6")) {
			assertThat(other).isNotNull();
			assertThat(lock.renew()).isFalse();
		}
		lock.close();
		assertThat(lock.renew()).isFalse();
		assertThat(connectionsInUse()).isZero();
	}

	@Test
	void sessionOfALostConnectionIsNotAnotherProcess() {
		AtomicBoolean lost = new AtomicBoolean();
		JobLockRegistry cutOff = new PostgresJobLockRegistry(new DelegatingDataSource(this.connections) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = Mockito.mock(Connection.class,
						AdditionalAnswers.delegatesTo(super.getConnection()));
				if (!lost.get()) {
					BDDMockito.willAnswer((invocation) -> !lost.get())
						.given(connection)
						.isValid(ArgumentMatchers.anyInt());
					BDDMockito.willDoNothing().given(connection).close();
				}
				return connection;
			}

		});
		try (JobLock lock = cutOff.tryLock("job:7")) {
			assertThat(lock).isNotNull();
			lost.set(true);
			Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(lock.renew()).isTrue());
			assertThat(this.otherProcess.tryLock("job:7")).isNull();
		}
		assertThat(connectionsInUse()).isZero();
	}

	@Test
	void lockIsFreeAlthoughTheServerHasNotEndedItsSession() throws SQLException {
		try (Connection session = this.connections.getConnection()) {
			Connection connection = Mockito.mock(Connection.class, AdditionalAnswers.delegatesTo(session));
			BDDMockito.willDoNothing().given(connection).close();
			JobLockRegistry registry = new PostgresJobLockRegistry(new DelegatingDataSource(this.connections) {

				@Override
				public Connection getConnection() {
					return connection;
				}

			});
			JobLock lock = registry.tryLock("job:8");
			assertThat(lock).isNotNull();
			lock.close();
			try (JobLock other = this.otherProcess.tryLock("job:8")) {
				assertThat(other).isNotNull();
			}
		}
	}

	private void endSessionsWithLocks() {
		new JdbcTemplate(this.connections).execute("select pg_terminate_backend(pid) from pg_locks"
				+ " where locktype = 'advisory' and pid <> pg_backend_pid()");
	}

	@Test
	void databaseThatIsAwayIsAnErrorAndNoLock() {
		JobLockRegistry registry = new PostgresJobLockRegistry(
				new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/none"));
		assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(() -> registry.tryLock("job:4"));
	}

	private int connectionsInUse() {
		return new JdbcTemplate(this.connections)
			.queryForObject("select count(*) from pg_locks where locktype = 'advisory'", Integer.class);
	}

}
