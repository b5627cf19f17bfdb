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

import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.testsupport.PostgresServer;
import io.github.togetherspring.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real server with quotas.
 */
abstract class StoreServer implements AutoCloseable {

	private final List<RedisClient> clients = new ArrayList<>();

	static StoreServer start(Kind kind) {
		return (kind == Kind.REDIS) ? new Redis(RedisServer.start()) : new Postgres(PostgresServer.start());
	}

	/**
	 * Return the address of the server.
	 * @return what {@link #store(Kind, String)} takes
	 */
	abstract String address();

	abstract void stop();

	abstract void restart();

	abstract QuotaStore newStore();

	static QuotaStore store(Kind kind, String address) {
		return (kind == Kind.REDIS) ? RedisQuotaStore.create(RedisClient.create(RedisURI.create(address)))
				: PostgresQuotaStore.create(dataSource(address));
	}

	static PGSimpleDataSource dataSource(String url) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(url);
		return dataSource;
	}

	@Override
	public void close() {
		this.clients.forEach(RedisClient::shutdown);
	}

	/**
	 * The kinds of servers.
	 */
	enum Kind {

		REDIS, POSTGRESQL

	}

	/**
	 * Redis.
	 */
	private static final class Redis extends StoreServer {

		private final RedisServer server;

		Redis(RedisServer server) {
			this.server = server;
		}

		@Override
		String address() {
			return "redis://127.0.0.1:" + this.server.port();
		}

		@Override
		void stop() {
			this.server.stop();
		}

		@Override
		void restart() {
			this.server.restart();
		}

		@Override
		QuotaStore newStore() {
			RedisClient client = RedisClient.create(RedisURI.create(address()));
			super.clients.add(client);
			return RedisQuotaStore.create(client);
		}

		@Override
		public void close() {
			super.close();
			this.server.close();
		}

	}

	/**
	 * PostgreSQL.
	 */
	private static final class Postgres extends StoreServer {

		private final PostgresServer server;

		Postgres(PostgresServer server) {
			this.server = server;
		}

		@Override
		String address() {
			return this.server.url() + "?user=" + this.server.user();
		}

		@Override
		void stop() {
			this.server.stop();
		}

		@Override
		void restart() {
			this.server.restart();
		}

		@Override
		QuotaStore newStore() {
			return PostgresQuotaStore.create(dataSource(address()));
		}

		@Override
		public void close() {
			super.close();
			this.server.close();
		}

	}

}
