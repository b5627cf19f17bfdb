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

package io.github.togetherspring.batch.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.sql.DataSource;

import io.github.togetherspring.batch.PartitionedSteps;

import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.util.Assert;

/**
 * Divides the rows of a table into ranges of an integer key with about the same number of
 * rows, however the keys are distributed. The database must support the window function
 * {@code ntile}.
 * <p>
 * The context of each partition has the keys {@link #FIRST}, {@link #LAST},
 * {@link #COUNT} and {@link #PARTITION}. The ranges cover all keys from the first row to
 * the last one. There are fewer partitions than requested if there are fewer rows, and
 * none for an empty table.
 * <p>
 * With {@link PartitionedSteps}, a restart uses the ranges that the job began with. Rows
 * that are inserted later belong to the range of their key, unless that part has already
 * been read. Rows after the last key belong to no range; complete them with another job.
 */
public final class KeyRangePartitioner implements Partitioner {

	/**
	 * Key of the first key of the range, a {@code long}.
	 */
	public static final String FIRST = "first";

	/**
	 * Key of the last key of the range, a {@code long}.
	 */
	public static final String LAST = "last";

	/**
	 * Key of the number of rows of the range, a {@code long}.
	 */
	public static final String COUNT = PartitionedSteps.COUNT;

	/**
	 * Key of the number of the partition, an {@code int} starting at 0.
	 */
	public static final String PARTITION = "partition";

	private final JdbcTemplate jdbc;

	private final String table;

	private final String key;

	private final String condition;

	private final Object[] arguments;

	/**
	 * Create a partitioner of all rows of a table.
	 * @param dataSource the database
	 * @param table the name of the table, used in SQL as it is
	 * @param key the name of the column that is the primary key or another unique key,
	 * used in SQL as it is. Its values must be integers of at most 64 bits, and not null
	 */
	public KeyRangePartitioner(DataSource dataSource, String table, String key) {
		this(new JdbcTemplate(dataSource), table, key, "");
	}

	private KeyRangePartitioner(JdbcTemplate jdbc, String table, String key, String condition, Object... arguments) {
		Assert.hasText(table, "A table is required");
		Assert.hasText(key, "A key is required");
		this.jdbc = jdbc;
		this.table = table;
		this.key = key;
		this.condition = condition;
		this.arguments = arguments.clone();
	}

	/**
	 * Return a partitioner of some of the rows. The reader of a partition must have the
	 * same condition.
	 * @param condition the condition in SQL, with {@code ?} for arguments
	 * @param arguments the arguments
	 * @return a new partitioner
	 */
	public KeyRangePartitioner where(String condition, Object... arguments) {
		Assert.hasText(condition, "A condition is required");
		return new KeyRangePartitioner(this.jdbc, this.table, this.key, " where " + condition, arguments);
	}

	/**
	 * Divide the rows.
	 * @param gridSize the maximum number of partitions, 1 or more
	 * @return the contexts of the partitions
	 * @throws org.springframework.dao.DataAccessException if the table can't be read
	 * @throws IllegalStateException if a key is null or not an integer, so that its row
	 * might belong to no range
	 */
	@Override
	public Map<String, ExecutionContext> partition(int gridSize) {
		Assert.isTrue(gridSize > 0, "The number of partitions must be positive");
		Map<String, ExecutionContext> contexts = new LinkedHashMap<>();
		RowCallbackHandler ranges = (row) -> {
			check(row.getLong(3) == row.getLong(4), "null in some rows; exclude them with a condition");
			long first = key(row, 1);
			ExecutionContext context = new ExecutionContext();
			ExecutionContext previous = contexts.get(name(contexts.size() - 1));
			if (previous != null) {
				previous.putLong(LAST, first - 1);
			}
			context.putLong(FIRST, first);
			context.putLong(LAST, key(row, 2));
			context.putLong(COUNT, row.getLong(3));
			context.putInt(PARTITION, contexts.size());
			contexts.put(name(contexts.size()), context);
		};
		this.jdbc.query(sql(gridSize), ranges, this.arguments);
		return contexts;
	}

	// A fraction at the edge of a range would be in none, and texts have another order.
	private long key(ResultSet row, int column) throws SQLException {
		check(row.getObject(column) instanceof Number, "not a number");
		try {
			return row.getBigDecimal(column).longValueExact();
		}
		catch (ArithmeticException ex) {
			throw new IllegalStateException(problem("not an integer of 64 bits"), ex);
		}
	}

	private void check(boolean valid, String problem) {
		Assert.state(valid, () -> problem(problem));
	}

	private String problem(String problem) {
		return "The key '" + this.key + "' of '" + this.table + "' is " + problem;
	}

	private static String name(int partition) {
		return "partition%04d".formatted(partition);
	}

	private String sql(int gridSize) {
		return "select min(k), max(k), count(*), count(k) from (select " + this.key + " as k, ntile(" + gridSize
				+ ") over (order by " + this.key + ") as part from " + this.table + this.condition
				+ ") ranges group by part order by part";
	}

}
