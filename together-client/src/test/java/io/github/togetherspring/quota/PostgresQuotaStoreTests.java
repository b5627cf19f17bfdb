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

package io.github.togetherspring.quota;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.togetherspring.completions.SharedQuota;
import io.github.togetherspring.testsupport.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for what {@link PostgresQuotaStore} does with its database.
 */
class PostgresQuotaStoreTests {

	private static final SharedQuota QUOTA = SharedQuota.of("test", 600);

	private static PostgresServer server;

	@BeforeAll
	static void start() {
		server = PostgresServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void dropTable() throws SQLException {
		try (Connection connection = dataSource().getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("drop table if exists together_quota");
		}
	}

	@Test
	void processesMayCreateTheTableAtTheSameTime() {
		Long taken = Flux.range(0, 8)
			.map((i) -> PostgresQuotaStore.create(dataSource()))
			.flatMap((store) -> store.acquire(QUOTA, 1), 8)
			.reduce(0L, Long::sum)
			.block();
		assertThat(taken).isEqualTo(8);
	}

	@Test
	void userWhoMayNotCreateTablesCanUseOneThatExists() throws SQLException {
		try (Connection connection = dataSource().getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("create role guest login");
			statement.execute("revoke create on schema public from public");
		}
		PostgresQuotaStore store = PostgresQuotaStore.create(StoreServer.dataSource(server.url() + "?user=guest"));
		assertThatThrownBy(() -> store.acquire(QUOTA, 1).block()).hasMessageContaining("permission denied");
		PostgresQuotaStore.create(dataSource()).acquire(QUOTA, 4).block();
		try (Connection connection = dataSource().getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("grant select, insert, update on together_quota to guest");
		}
		assertThat(store.acquire(QUOTA, 10).block()).isBetween(6L, 10L);
	}

	@Test
	void whatIsTakenIsCommitted() {
		DataSource withoutCommit = new PGSimpleDataSource() {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				connection.setAutoCommit(false);
				return connection;
			}

		};
		((PGSimpleDataSource) withoutCommit).setUrl(server.url() + "?user=" + server.user());
		SharedQuota quota = SharedQuota.of("committed", 1);
		assertThat(PostgresQuotaStore.create(withoutCommit).acquire(quota, 1).block()).isOne();
		assertThat(PostgresQuotaStore.create(dataSource()).acquire(quota, 1).block()).isZero();
	}

	@Test
	void limitMayChange() {
		PostgresQuotaStore store = PostgresQuotaStore.create(dataSource());
		store.acquire(SharedQuota.of("changes", 6000), 10).block();
		assertThat(store.acquire(SharedQuota.of("changes", 300), 100).block()).as("the capacity is smaller")
			.isEqualTo(5);
	}

	@Test
	void tableThatIsGoneIsCreatedAgain() throws SQLException {
		PostgresQuotaStore store = PostgresQuotaStore.create(dataSource());
		store.acquire(QUOTA, 1).block();
		dropTable();
		assertThatThrownBy(() -> store.acquire(QUOTA, 1).block()).hasMessageContaining("together_quota");
		assertThat(store.acquire(QUOTA, 1).block()).isOne();
	}

	@Test
	void permitsAccrueAgainWhenTheClockOfTheDatabaseWasSetBack() throws SQLException {
		PostgresQuotaStore store = PostgresQuotaStore.create(dataSource());
		SharedQuota quota = SharedQuota.of("set-back", 6000);
		store.acquire(quota, 100).block();
		try (Connection connection = dataSource().getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("update together_quota set permits = 0, refilled_at = refilled_at + interval '1 hour'");
		}
		assertThat(store.acquire(quota, 100).block()).as("none for the hour").isZero();
		Awaitility.await().until(() -> store.acquire(quota, 100).block(), (taken) -> taken > 0);
	}

	@Test
	void connectionsAreTakenOnThreadsThatMayBlock() {
		AtomicBoolean mayBlock = new AtomicBoolean();
		PGSimpleDataSource observed = new PGSimpleDataSource() {

			@Override
			public Connection getConnection() throws SQLException {
				mayBlock.set(!Schedulers.isInNonBlockingThread());
				return super.getConnection();
			}

		};
		observed.setUrl(server.url() + "?user=" + server.user());
		PostgresQuotaStore store = PostgresQuotaStore.create(observed);
		Flux.defer(() -> store.acquire(QUOTA, 1)).subscribeOn(Schedulers.parallel()).blockLast();
		assertThat(mayBlock).isTrue();
	}

	@Test
	void failureThatIsTooLateForItsCallerIsLogged() {
		CountDownLatch abandoned = new CountDownLatch(1);
		PGSimpleDataSource slow = new PGSimpleDataSource() {

			@Override
			public Connection getConnection() throws SQLException {
				try {
					abandoned.await();
				}
				catch (InterruptedException ex) {
					throw new SQLException(ex);
				}
				throw new SQLException("No connection available", new SQLException("wrong password"));
			}

		};
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(PostgresQuotaStore.class);
		log.list = new CopyOnWriteArrayList<>();
		log.start();
		logger.addAppender(log);
		try {
			PostgresQuotaStore store = PostgresQuotaStore.create(slow);
			store.acquire(QUOTA, 1).subscribe().dispose();
			store.acquire(QUOTA, 1).subscribe().dispose();
			abandoned.countDown();
			Awaitility.await().until(() -> !log.list.isEmpty());
			assertThatThrownBy(() -> store.acquire(QUOTA, 1).block()).hasMessageContaining("No connection available");
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).singleElement()
			.satisfies((event) -> assertThat(event.getLevel()).isEqualTo(Level.WARN))
			.extracting(ILoggingEvent::getFormattedMessage)
			.asString()
			.contains("wrong password");
	}

	private static DataSource dataSource() {
		return StoreServer.dataSource(server.url() + "?user=" + server.user());
	}

}
