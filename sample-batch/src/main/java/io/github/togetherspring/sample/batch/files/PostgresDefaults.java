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

package io.github.togetherspring.sample.batch.files;

import java.util.Map;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Time-outs for connections to PostgreSQL: for this process, if the database does not
 * respond, and for the database, if a process pauses or is cut off in the middle of a
 * transaction. Error messages do not quote the values to write.
 */
final class PostgresDefaults {

	private static final String DRIVER = "spring.datasource.hikari.data-source-properties.";

	private static final Map<String, Object> PROPERTIES = Map.of(DRIVER + "connectTimeout", "10",
			DRIVER + "socketTimeout", "30", DRIVER + "tcpKeepAlive", "true", DRIVER + "options",
			"-c idle_in_transaction_session_timeout=10s", DRIVER + "logServerErrorDetail", "false");

	private PostgresDefaults() {
	}

	static void addTo(ConfigurableEnvironment environment) {
		if (environment.getProperty("spring.datasource.url", "").startsWith("jdbc:postgresql:")) {
			environment.getPropertySources().addLast(new MapPropertySource("postgresDefaults", PROPERTIES));
		}
	}

}
