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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Timestamp;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * {@link JobLock} that is an advisory lock of PostgreSQL, which a connection holds.
 */
final class PostgresJobLock implements JobLock {

	private static final Log logger = LogFactory.getLog(PostgresJobLock.class);

	private static final int TIMEOUT_MILLIS = 15_000;

	private static final int CHECK_SECONDS = 5;

	private static final String SESSION = "select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()";

	private static final String LOCK = "select pg_try_advisory_lock(?)";

	private static final String UNLOCK = "select pg_advisory_unlock(?)";

	// The server may keep the session of a lost connection for a long time.
	private static final String END_OWN_SESSION = """
			select pg_terminate_backend(pid) from pg_stat_activity
			where pid = ? and backend_start = ? and pid <> pg_backend_pid()""";

	private final DataSource connections;

	private final long key;

	private @Nullable Connection connection;

	private @Nullable Session session;

	private boolean closed;

	/**
	 * Create a lock, which is not held yet.
	 * @param connections opens the connection
	 * @param key the key of the lock
	 */
	PostgresJobLock(DataSource connections, long key) {
		this.connections = connections;
		this.key = key;
	}

	@Override
	public synchronized boolean renew() {
		if (this.closed) {
			return false;
		}
		try {
			if (this.connection != null && this.connection.isValid(CHECK_SECONDS)) {
				return true;
			}
			disconnect();
			return connect();
		}
		catch (SQLException ex) {
			disconnect();
			throw new DataAccessResourceFailureException("Could not lock the job instance in PostgreSQL", ex);
		}
	}

	private boolean connect() throws SQLException {
		Connection connection = this.connections.getConnection();
		this.connection = connection;
		connection.setAutoCommit(true);
		connection.setNetworkTimeout(Runnable::run, TIMEOUT_MILLIS);
		if (lock(connection)) {
			this.session = session(connection);
			return true;
		}
		if (endLostSession(connection)) {
			throw new SQLTransientConnectionException("The lost connection of this process still holds the lock");
		}
		disconnect();
		return false;
	}

	private boolean lock(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
			statement.setLong(1, this.key);
			try (ResultSet result = statement.executeQuery()) {
				return result.next() && result.getBoolean(1);
			}
		}
	}

	private boolean endLostSession(Connection connection) throws SQLException {
		Session lost = this.session;
		if (lost == null) {
			return false;
		}
		try (PreparedStatement statement = connection.prepareStatement(END_OWN_SESSION)) {
			statement.setInt(1, lost.pid());
			statement.setTimestamp(2, lost.start());
			try (ResultSet result = statement.executeQuery()) {
				return result.next() && result.getBoolean(1);
			}
		}
	}

	private static @Nullable Session session(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(SESSION);
				ResultSet result = statement.executeQuery()) {
			return result.next() ? new Session(result.getInt(1), result.getTimestamp(2)) : null;
		}
	}

	private void disconnect() {
		Connection connection = this.connection;
		this.connection = null;
		if (connection == null) {
			return;
		}
		try {
			connection.close();
		}
		catch (SQLException ex) {
			logger.debug("Could not close the connection of a job", ex);
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		unlock();
		disconnect();
	}

	// The server may end the session only some time after its connection was closed.
	private void unlock() {
		Connection connection = this.connection;
		if (connection == null) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(UNLOCK)) {
			statement.setLong(1, this.key);
			statement.execute();
		}
		catch (SQLException ex) {
			logger.debug("Could not release the lock of a job", ex);
		}
	}

	/**
	 * A session of the server.
	 *
	 * @param pid the id of its process
	 * @param start when it has started
	 */
	private record Session(int pid, Timestamp start) {

	}

}
