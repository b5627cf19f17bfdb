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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.testsupport.PostgresServer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A database of its own for each test, and machines that share it and the server that
 * makes completions.
 */
final class Cluster implements AutoCloseable {

	private static final AtomicInteger databases = new AtomicInteger();

	private final PostgresServer postgres;

	private final String url;

	private final JdbcTemplate jdbc;

	private final Calls calls = new Calls();

	private final List<Machine> machines = new ArrayList<>();

	Cluster(PostgresServer postgres) {
		this.postgres = postgres;
		String database = "test" + databases.incrementAndGet();
		new JdbcTemplate(dataSource(postgres.url())).execute("create database " + database);
		this.url = postgres.url().replaceFirst("/postgres$", "/" + database) + "?socketTimeout=10";
		this.jdbc = new JdbcTemplate(dataSource(this.url));
		new ResourceDatabasePopulator(new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
			.execute(dataSource(this.url));
		this.jdbc.execute("create table result (item int primary key)");
	}

	private DriverManagerDataSource dataSource(String url) {
		return new DriverManagerDataSource(url, this.postgres.user(), "");
	}

	Machine machine() {
		return machine(Machine.SETTINGS);
	}

	Machine machine(PartitionSettings settings) {
		return machine(settings, null);
	}

	Machine machine(PartitionSettings settings, @Nullable BudgetSettings budget) {
		Machine machine = new Machine(this.url, this.postgres.user(), this.calls, settings, budget);
		this.machines.add(machine);
		return machine;
	}

	Calls calls() {
		return this.calls;
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	List<Integer> results() {
		return this.jdbc.queryForList("select item from result order by item", Integer.class);
	}

	List<Long> stepExecutions() {
		return this.jdbc.queryForList("select step_execution_id from batch_step_execution"
				+ " where step_name like 'complete:%' order by step_execution_id", Long.class);
	}

	int count(String table, String condition) {
		return this.jdbc.queryForObject("select count(*) from " + table + " where " + condition, Integer.class);
	}

	@Override
	public void close() {
		this.calls.release();
		this.machines.forEach(Machine::close);
	}

}
