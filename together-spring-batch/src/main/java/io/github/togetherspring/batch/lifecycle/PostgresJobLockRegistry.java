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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * {@link JobLockRegistry} that uses advisory locks of PostgreSQL, each on a dedicated
 * connection. PostgreSQL releases the lock when the connection ends, for example because
 * the process dies.
 */
public final class PostgresJobLockRegistry implements JobLockRegistry {

	private final DataSource connections;

	/**
	 * Create a registry.
	 * @param connections opens a connection for each running job. It should not be a
	 * pool, because connections are held as long as the jobs run.
	 */
	public PostgresJobLockRegistry(DataSource connections) {
		this.connections = connections;
	}

	@Override
	public @Nullable JobLock tryLock(String instance) {
		PostgresJobLock lock = new PostgresJobLock(this.connections, key(instance));
		return lock.renew() ? lock : null;
	}

	private static long key(String instance) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(("together:" + instance).getBytes(StandardCharsets.UTF_8));
			return ByteBuffer.wrap(digest).getLong();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
