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

package io.github.togetherspring.internal.diagnostics;

import java.util.Locale;

/**
 * The application can't have its role in {@code together.batch.role}.
 */
public final class UnusableRoleException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param role the name of the role
	 * @param problem why the application can't have it
	 * @param action what to do
	 */
	public UnusableRoleException(String role, String problem, String action) {
		super("The application can't have the role '" + role.toLowerCase(Locale.ROOT) + "' (together.batch.role): "
				+ problem);
		this.action = action;
	}

	/**
	 * Create an exception for a database that machines can't share.
	 * @param role the name of the role
	 * @param problem what is wrong with the database
	 * @return the exception
	 */
	public static UnusableRoleException ofDatabase(String role, String problem) {
		return new UnusableRoleException(role, problem,
				"Add the dependencies 'org.springframework.boot:spring-boot-starter-batch-jdbc' and "
						+ "'org.postgresql:postgresql', and set 'spring.datasource.url' to the PostgreSQL database "
						+ "that the managers and workers of a job share. Remove 'together.batch.role' if the job "
						+ "runs in one process.");
	}

	String action() {
		return this.action;
	}

}
