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

package io.github.togetherspring.batch.remote;

import java.sql.DatabaseMetaData;
import java.util.Set;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Finds the step executions that a manager has offered to workers and that have not
 * ended. A process that runs its own partitions must not touch them.
 */
public final class UnfinishedPartitions implements Supplier<Set<Long>> {

	private static final String POSTGRES = "PostgreSQL";

	private final DataSource dataSource;

	private final PartitionTable table;

	/**
	 * Create an instance.
	 * @param dataSource the database of the job repository
	 */
	public UnfinishedPartitions(DataSource dataSource) {
		this.dataSource = dataSource;
		this.table = new PartitionTable(dataSource);
	}

	/**
	 * Return the step executions.
	 * @return the ids, none if the database is not PostgreSQL or has never had a manager
	 * @throws org.springframework.dao.DataAccessException if the database failed
	 */
	@Override
	public Set<Long> get() {
		return (isPostgres() && this.table.exists()) ? this.table.unfinished().keySet() : Set.of();
	}

	private boolean isPostgres() {
		try {
			return POSTGRES
				.equals(JdbcUtils.extractDatabaseMetaData(this.dataSource, DatabaseMetaData::getDatabaseProductName));
		}
		catch (MetaDataAccessException ex) {
			throw new DataAccessResourceFailureException("The database of the job repository can't be reached", ex);
		}
	}

}
