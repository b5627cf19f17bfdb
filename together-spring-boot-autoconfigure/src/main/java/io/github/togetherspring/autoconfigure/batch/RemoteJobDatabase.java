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

import java.sql.DatabaseMetaData;

import javax.sql.DataSource;

import io.github.togetherspring.autoconfigure.TogetherBatchProperties.Role;
import io.github.togetherspring.internal.diagnostics.UnusableRoleException;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Refuses databases in which machines can't share jobs.
 */
final class RemoteJobDatabase {

	private RemoteJobDatabase() {
	}

	/**
	 * Check the database of a job repository.
	 * @param database the database
	 * @param repository the job repository
	 * @param role the role of the process
	 * @throws UnusableRoleException if the repository is in memory, or in a database that
	 * is not PostgreSQL
	 */
	static void check(DataSource database, JobRepository repository, Role role) {
		if (ResourcelessJobRepository.class.isAssignableFrom(AopProxyUtils.ultimateTargetClass(repository))) {
			throw UnusableRoleException.ofDatabase(role.name(), "the job repository is in memory");
		}
		String product = product(database);
		if (DatabaseDriver.fromProductName(product) != DatabaseDriver.POSTGRESQL) {
			throw UnusableRoleException.ofDatabase(role.name(), "the job repository is in " + product);
		}
	}

	private static String product(DataSource database) {
		try {
			return JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName);
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException("The database of the job repository can't be reached", ex);
		}
	}

}
