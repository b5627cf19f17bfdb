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
import java.util.Objects;

import javax.sql.DataSource;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.jsonl.JsonLine;
import io.github.togetherspring.batch.jsonl.JsonLineAggregator;

import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcPagingItemReader;
import org.springframework.batch.infrastructure.item.database.Order;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcPagingItemReaderBuilder;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Results of a job on many machines, by line, until they are written to the output. They
 * are committed together with the state of the step. The primary key prevents a second
 * result for a line.
 */
final class ResultTable {

	private static final int PAGE_SIZE = 200;

	private static final int DELETED_AT_ONCE = 10_000;

	private final DataSource dataSource;

	ResultTable(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	JdbcBatchItemWriter<CompletedItem<JsonLine>> writer(long jobInstance) {
		JsonLineAggregator aggregator = new JsonLineAggregator();
		return new JdbcBatchItemWriterBuilder<CompletedItem<JsonLine>>().dataSource(this.dataSource)
			.sql("insert into sample_result (job_instance_id, line, result) values (?, ?, ?)")
			.itemPreparedStatementSetter((item, row) -> {
				row.setLong(1, jobInstance);
				row.setLong(2, Objects.requireNonNull(item.item()).number());
				row.setString(3, aggregator.aggregate(item));
			})
			.build();
	}

	/**
	 * Return a reader of the results in the order of their lines.
	 * @param jobInstance the job instance
	 * @return the reader
	 */
	JdbcPagingItemReader<String> reader(long jobInstance) {
		try {
			return new JdbcPagingItemReaderBuilder<String>().name("results")
				.dataSource(this.dataSource)
				.selectClause("select line, result")
				.fromClause("from sample_result")
				.whereClause("job_instance_id = :instance")
				.parameterValues(Map.of("instance", jobInstance))
				.sortKeys(Map.of("line", Order.ASCENDING))
				.rowMapper((row, number) -> row.getString("result"))
				.pageSize(PAGE_SIZE)
				.build();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Delete some results.
	 * @param jobInstance the job instance
	 * @return whether there may be more
	 */
	boolean deleteSome(long jobInstance) {
		return new JdbcTemplate(this.dataSource).update("""
				delete from sample_result where ctid = any (array(
					select ctid from sample_result where job_instance_id = ? limit ?))""", jobInstance,
				DELETED_AT_ONCE) > 0;
	}

}
