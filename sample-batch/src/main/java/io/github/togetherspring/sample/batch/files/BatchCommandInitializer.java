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

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

import org.h2.api.ErrorCode;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Reads the command line before the application starts. Unless another one is set, the
 * database is next to the output. A worker has neither an input nor an output.
 */
public class BatchCommandInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

	private static final String URL = "spring.datasource.url";

	// Commits survive a kill, and the application closes the database when it stops. No
	// file next to the output shows statements with their values.
	private static final String SETTINGS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

	// Every process creates it unless it exists, possibly at the same time.
	private static final Map<String, Object> RESULT_TABLE = Map.of("spring.sql.init.mode", "always",
			"spring.sql.init.schema-locations", "classpath:results-postgresql.sql", "spring.sql.init.continue-on-error",
			"true");

	// By default, Spring Boot expects a broker on this machine.
	private static final Map<String, Object> NO_BROKER = Map.of("spring.autoconfigure.exclude",
			"org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration");

	private static final Map<String, Object> NO_METRICS = Map.of("management.defaults.metrics.export.enabled", "false");

	private final String[] args;

	/**
	 * Create an initializer.
	 * @param args the command line
	 */
	public BatchCommandInitializer(String... args) {
		this.args = args.clone();
	}

	@Override
	public void initialize(GenericApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		PostgresDefaults.addTo(environment);
		if (!environment.containsProperty("spring.rabbitmq.host")) {
			environment.getPropertySources().addLast(new MapPropertySource("noBroker", NO_BROKER));
		}
		if (!environment.containsProperty("metrics-port")) {
			environment.getPropertySources().addLast(new MapPropertySource("noMetrics", NO_METRICS));
		}
		Role role = Role.of(environment);
		if (role != Role.LOCAL) {
			environment.getPropertySources().addLast(new MapPropertySource("resultTable", RESULT_TABLE));
		}
		if (role == Role.WORKER) {
			return;
		}
		BatchCommand command = BatchCommand.of(new DefaultApplicationArguments(this.args));
		if (role != Role.LOCAL) {
			command.checkCanBeDivided();
		}
		context.registerBean(BatchCommand.class, () -> command);
		if (!environment.containsProperty(URL)) {
			environment.getPropertySources()
				.addLast(new MapPropertySource("batchCommand", Map.of(URL, claimDatabase(command))));
		}
	}

	// Detect another process that uses the database now, not after the start.
	private static String claimDatabase(BatchCommand command) {
		String file = command.database().toString();
		if (file.contains(";")) {
			throw new RefusedException("H2 takes no path with a semicolon; name another file with --out");
		}
		String url = "jdbc:h2:file:" + file + SETTINGS;
		try {
			DriverManager.getConnection(url).close();
			return url;
		}
		catch (SQLException ex) {
			if (ex.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
				throw new RefusedException(command.output() + " is being written by another process; wait for its end");
			}
			String state = "The state of the job in " + file + ".mv.db can't be ";
			throw new RefusedException(Files.exists(Path.of(file + ".mv.db"))
					? state + "opened; restore it, or name another output with --out: " + ex.getMessage()
					: state + "created; check its directory, or name another output with --out: " + ex.getMessage());
		}
	}

}
