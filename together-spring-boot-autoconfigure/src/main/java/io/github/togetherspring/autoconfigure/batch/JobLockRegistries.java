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

import java.util.Locale;
import java.util.Map;
import java.util.Properties;

import javax.sql.DataSource;

import io.github.togetherspring.batch.lifecycle.JobLockRegistry;
import io.github.togetherspring.batch.lifecycle.LocalJobLockRegistry;
import io.github.togetherspring.batch.lifecycle.PostgresJobLockRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Chooses the {@link JobLockRegistry} for a database.
 */
final class JobLockRegistries {

	// A connection that is not pooled does not have the settings of the pool.
	private static final Map<String, String> TIMEOUTS = Map.of("connectTimeout", "10", "socketTimeout", "30",
			"tcpKeepAlive", "true");

	private JobLockRegistries() {
	}

	/**
	 * Return the registry for a database.
	 * @param details how to connect to it
	 * @return the registry, or {@code null} if there is none for this kind of database
	 */
	static @Nullable JobLockRegistry of(JdbcConnectionDetails details) {
		String url = details.getJdbcUrl();
		if (isExclusive(url)) {
			return new LocalJobLockRegistry();
		}
		return (DatabaseDriver.fromJdbcUrl(url) == DatabaseDriver.POSTGRESQL)
				? new PostgresJobLockRegistry(withoutPool(details)) : null;
	}

	/**
	 * Return whether only one process can open a database.
	 * @param url the URL of the database
	 * @return whether the database is embedded and not shared
	 */
	static boolean isExclusive(String url) {
		String normalized = url.toLowerCase(Locale.ROOT);
		return switch (DatabaseDriver.fromJdbcUrl(url)) {
			case H2 -> !normalized.matches("jdbc:h2:(tcp|ssl):.*|.*;(auto_server=true|file_lock=(no|socket))\\b.*");
			case HSQLDB -> normalized.matches("jdbc:hsqldb:(mem|file|res):.*");
			case DERBY -> !normalized.startsWith("jdbc:derby://");
			default -> false;
		};
	}

	// For the driver, parameters of the URL take precedence over properties.
	private static DataSource withoutPool(JdbcConnectionDetails details) {
		SimpleDriverDataSource dataSource = DataSourceBuilder.create()
			.type(SimpleDriverDataSource.class)
			.driverClassName(details.getDriverClassName())
			.url(details.getJdbcUrl())
			.username(details.getUsername())
			.password(details.getPassword())
			.build();
		Properties properties = new Properties();
		properties.putAll(TIMEOUTS);
		dataSource.setConnectionProperties(properties);
		return dataSource;
	}

}
