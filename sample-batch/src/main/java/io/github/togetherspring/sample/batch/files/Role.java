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

import java.util.Locale;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Role of this process.
 */
enum Role {

	/**
	 * Runs the job alone.
	 */
	LOCAL,

	/**
	 * Runs the job on workers.
	 */
	MANAGER,

	/**
	 * Works for any manager until it is stopped.
	 */
	WORKER,

	/**
	 * Runs the job, and is also a worker.
	 */
	BOTH;

	static final String PROPERTY = "together.batch.role";

	/**
	 * An expression for conditions of beans.
	 */
	static final String IS_REMOTE = "!'local'.equalsIgnoreCase('${" + PROPERTY + ":local}')";

	private static final String DATABASE = "spring.datasource.url";

	/**
	 * Return the role of this process.
	 * @param environment the environment of the application
	 * @return the role
	 * @throws RefusedException if there is no such role, or if machines can't share the
	 * database
	 */
	static Role of(Environment environment) {
		Role role = bind(environment);
		if (role != LOCAL && !isPostgres(environment.getProperty(DATABASE, ""))) {
			throw new RefusedException(
					"--role=" + role.name().toLowerCase(Locale.ROOT) + " needs a database that all machines share; set "
							+ DATABASE + " to one of PostgreSQL, such as jdbc:postgresql://host/database");
		}
		return role;
	}

	// A blank one is not bound.
	private static Role bind(Environment environment) {
		try {
			return Binder.get(environment).bind(PROPERTY, Role.class).orElseThrow(() -> unknown(environment));
		}
		catch (BindException ex) {
			throw unknown(environment);
		}
	}

	private static RefusedException unknown(Environment environment) {
		return new RefusedException(
				"--role must be local, manager, worker or both: " + environment.getProperty(PROPERTY));
	}

	private static boolean isPostgres(String url) {
		return url.startsWith("jdbc:postgresql:");
	}

}
