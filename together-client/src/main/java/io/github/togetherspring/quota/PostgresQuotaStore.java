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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@link QuotaStore} in the table {@code together_quota} of a PostgreSQL database, by the
 * clock of the database. Statements run on threads that may block, and each takes a
 * connection from the data source.
 */
public final class PostgresQuotaStore implements QuotaStore {

	private static final Log logger = LogFactory.getLog(PostgresQuotaStore.class);

	private static final String SCHEMA = "schema-postgresql.sql";

	// A user without the right to create tables may use an existing one.
	private static final String HAS_TABLE = "select to_regclass('together_quota') is not null";

	// A database that does not respond blocks at most this many threads.
	private static final int MAX_CALLS = 8;

	private static final int QUERY_TIMEOUT = 5;

	// Another process has just created the table.
	private static final Set<String> EXISTS = Set.of("42P07", "23505", "42710");

	private static final String NO_TABLE = "42P01";

	private static final String REFILLED = """
			least(?, quota.permits + ? * greatest(0,
				extract(epoch from statement_timestamp() - quota.refilled_at)::double precision))""";

	// One statement, so that the row is locked from read to write. The clock may
	// have been read before the row was locked, but not much earlier, because of the
	// query time-out. If the clock was set back further, nothing would accrue until it
	// caught up.
	private static final String TAKE = """
			insert into together_quota as quota (name, permits, granted, refilled_at)
			values (?, ?, ?, statement_timestamp())
			on conflict (name) do update set
				granted = least(?, floor(%1$s)),
				permits = %1$s - least(?, floor(%1$s)),
				refilled_at = case when quota.refilled_at > statement_timestamp() + interval '10 seconds'
					then statement_timestamp() else greatest(quota.refilled_at, statement_timestamp()) end
			returning granted""".formatted(REFILLED);

	private static final String GIVE_BACK = "update together_quota set permits = least(?, permits + ?) where name = ?";

	private static final double SECONDS_PER_MINUTE = 60;

	private final DataSource dataSource;

	private final Semaphore calls = new Semaphore(MAX_CALLS);

	private final AtomicBoolean lateFailure = new AtomicBoolean();

	private volatile boolean hasSchema;

	private PostgresQuotaStore(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Create a store. It creates the table on first use unless it exists; the statement
	 * is in {@code schema-postgresql.sql} in this package.
	 * @param dataSource the database
	 * @return the store
	 */
	public static PostgresQuotaStore create(DataSource dataSource) {
		return new PostgresQuotaStore(dataSource);
	}

	@Override
	public Mono<Long> acquire(SharedQuota quota, long permits) {
		return call(() -> {
			createSchema();
			try {
				return inConnection(TAKE, (statement) -> {
					setTake(statement, quota, permits);
					try (ResultSet results = statement.executeQuery()) {
						results.next();
						return (long) results.getDouble(1);
					}
				});
			}
			catch (SQLException ex) {
				// A database that was created again has no table.
				this.hasSchema = !NO_TABLE.equals(ex.getSQLState());
				throw ex;
			}
		});
	}

	private static void setTake(PreparedStatement statement, SharedQuota quota, long permits) throws SQLException {
		long capacity = quota.capacity();
		long first = Math.min(permits, capacity);
		double perSecond = quota.permitsPerMinute() / SECONDS_PER_MINUTE;
		statement.setString(1, quota.name());
		double[] values = { capacity - first, first, permits, capacity, perSecond, capacity, perSecond, permits,
				capacity, perSecond };
		for (int i = 0; i < values.length; i++) {
			statement.setDouble(i + 2, values[i]);
		}
	}

	@Override
	public Mono<Void> release(SharedQuota quota, long permits) {
		return call(() -> inConnection(GIVE_BACK, (statement) -> {
			statement.setDouble(1, quota.capacity());
			statement.setDouble(2, permits);
			statement.setString(3, quota.name());
			return statement.executeUpdate();
		})).then();
	}

	// Not interrupted if the caller stops waiting: a driver may treat that as a broken
	// connection.
	private <T> Mono<T> call(Callable<T> work) {
		return Mono.defer(() -> {
			AtomicBoolean abandoned = new AtomicBoolean();
			return Mono.fromCallable(() -> limited(work))
				.subscribeOn(Schedulers.boundedElastic())
				.doOnError((error) -> logLateFailure(abandoned.get(), error))
				.cache()
				.doOnCancel(() -> abandoned.set(true));
		});
	}

	// A pool of connections fails later than the caller waits, which would hide a wrong
	// password.
	private void logLateFailure(boolean late, Throwable error) {
		if (late && this.lateFailure.compareAndSet(false, true)) {
			Throwable cause = error.getCause();
			logger.warn("The database of the quotas fails: " + error + ((cause != null) ? ": " + cause : ""));
		}
	}

	private <T> T limited(Callable<T> work) throws Exception {
		if (!this.calls.tryAcquire()) {
			throw new TimeoutException("The database has not responded to earlier calls");
		}
		try {
			T result = work.call();
			this.lateFailure.set(false);
			return result;
		}
		finally {
			this.calls.release();
		}
	}

	private <T> T inConnection(String sql, StatementWork<T> work) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setQueryTimeout(QUERY_TIMEOUT);
			T result = work.run(statement);
			commit(connection);
			return result;
		}
	}

	private static void commit(Connection connection) throws SQLException {
		if (!connection.getAutoCommit()) {
			connection.commit();
		}
	}

	private void createSchema() throws SQLException, IOException {
		if (this.hasSchema) {
			return;
		}
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(QUERY_TIMEOUT);
			if (!hasTable(statement)) {
				statement.execute(schema());
			}
			commit(connection);
		}
		catch (SQLException ex) {
			if (!EXISTS.contains(String.valueOf(ex.getSQLState()))) {
				throw ex;
			}
		}
		this.hasSchema = true;
	}

	private static boolean hasTable(Statement statement) throws SQLException {
		try (ResultSet results = statement.executeQuery(HAS_TABLE)) {
			results.next();
			return results.getBoolean(1);
		}
	}

	private static String schema() throws IOException {
		try (InputStream script = PostgresQuotaStore.class.getResourceAsStream(SCHEMA)) {
			return new String(Objects.requireNonNull(script, SCHEMA).readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	/**
	 * Uses a statement.
	 *
	 * @param <T> the type of result
	 */
	private interface StatementWork<T> {

		T run(PreparedStatement statement) throws SQLException;

	}

}
