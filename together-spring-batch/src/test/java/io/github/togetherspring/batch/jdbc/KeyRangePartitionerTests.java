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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link KeyRangePartitioner}.
 */
class KeyRangePartitionerTests {

	private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
		.generateUniqueName(true)
		.build();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.database);

	@BeforeEach
	void table() {
		this.jdbc.execute("create table article (id bigint primary key, language varchar(2) default 'en')");
	}

	@AfterEach
	void close() {
		this.database.shutdown();
	}

	@ParameterizedTest
	@MethodSource("keys")
	void rangesHaveEachRowOnceAndAboutTheSameNumberOfRows(LongStream keys, List<Long> counts) {
		List<Long> inserted = keys.boxed().toList();
		inserted.forEach(this::insert);
		Map<String, ExecutionContext> partitions = partitioner().partition(4);
		assertThat(partitions.keySet()).containsExactlyElementsOf(
				LongStream.range(0, counts.size()).mapToObj((i) -> "partition%04d".formatted(i)).toList());
		assertThat(partitions.values()).extracting((context) -> context.getLong("count"))
			.containsExactlyElementsOf(counts);
		assertThat(partitions.values()).extracting((context) -> (long) context.getInt("partition"))
			.containsExactlyElementsOf(LongStream.range(0, counts.size()).boxed().toList());
		List<Long> read = new ArrayList<>();
		partitions.values().forEach((context) -> read.addAll(read(context)));
		assertThat(read).isEqualTo(inserted);
		assertThat(partitioner().partition(4)).isEqualTo(partitions);
	}

	static Stream<Arguments> keys() {
		return Stream.of(argumentSet("no rows", LongStream.empty(), List.of()),
				argumentSet("fewer rows than partitions", LongStream.of(5, 7), List.of(1L, 1L)),
				argumentSet("without gaps", LongStream.rangeClosed(1, 100), List.of(25L, 25L, 25L, 25L)),
				argumentSet("not divisible", LongStream.rangeClosed(1, 10), List.of(3L, 3L, 2L, 2L)),
				argumentSet("most at the end",
						LongStream.concat(LongStream.of(-9_000_000_000L, 0), LongStream.range(1_000_000, 1_000_098)),
						List.of(25L, 25L, 25L, 25L)));
	}

	@Test
	void rowThatIsInsertedBetweenTheOthersBelongsToARange() {
		LongStream.of(10, 20, 30, 40).forEach(this::insert);
		Map<String, ExecutionContext> partitions = partitioner().partition(2);
		LongStream.of(5, 15, 25, 35, 45).forEach(this::insert);
		assertThat(read(partitions.get("partition0000"))).containsExactly(10L, 15L, 20L, 25L);
		assertThat(read(partitions.get("partition0001"))).containsExactly(30L, 35L, 40L);
	}

	@Test
	void conditionSelectsRows() {
		LongStream.rangeClosed(1, 10).forEach(this::insert);
		this.jdbc.update("update article set language = 'de' where id > 6");
		Map<String, ExecutionContext> partitions = partitioner().where("language = ? and id <= ?", "en", 4)
			.partition(2);
		assertThat(partitions.values()).extracting((context) -> context.getLong("count")).containsExactly(2L, 2L);
		assertThat(partitions.get("partition0001").getLong("last")).isEqualTo(4);
	}

	@ParameterizedTest
	@MethodSource("unusableKeys")
	void keyWithWhichARowWouldBeInNoRangeIsAnError(String type, List<String> keys, String problem) {
		this.jdbc.execute("create table book (isbn " + type + ")");
		keys.forEach((key) -> this.jdbc.update("insert into book (isbn) values (?)", key));
		KeyRangePartitioner partitioner = new KeyRangePartitioner(this.database, "book", "isbn");
		assertThatIllegalStateException().isThrownBy(() -> partitioner.partition(2))
			.withMessageStartingWith("The key 'isbn' of 'book' is " + problem);
	}

	static Stream<Arguments> unusableKeys() {
		return Stream.of(argumentSet("null", "bigint unique", Arrays.asList("1", "2", null), "null in some rows"),
				argumentSet("all null", "bigint unique", Arrays.asList(null, null), "null in some rows"),
				argumentSet("fraction", "numeric(9, 1)", List.of("1.5", "2.5", "3"), "not an integer"),
				argumentSet("too large", "numeric(30)", List.of("1", "9223372036854775808"), "not an integer"),
				argumentSet("text", "varchar(9)", List.of("10", "9"), "not a number"));
	}

	@Test
	void rowsWithoutAKeyCanBeExcluded() {
		this.jdbc.execute("create table book (isbn bigint unique)");
		this.jdbc.execute("insert into book (isbn) values (1), (null), (3)");
		KeyRangePartitioner partitioner = new KeyRangePartitioner(this.database, "book", "isbn");
		assertThat(partitioner.where("isbn is not null").partition(1).values()).singleElement()
			.extracting((context) -> context.getLong("count"))
			.isEqualTo(2L);
	}

	@Test
	void requiresATableAKeyAndAtLeastOnePartition() {
		assertThatIllegalArgumentException().isThrownBy(() -> new KeyRangePartitioner(this.database, "", "id"));
		assertThatIllegalArgumentException().isThrownBy(() -> new KeyRangePartitioner(this.database, "article", " "));
		assertThatIllegalArgumentException().isThrownBy(() -> partitioner().where(""));
		assertThatIllegalArgumentException().isThrownBy(() -> partitioner().partition(0));
	}

	private KeyRangePartitioner partitioner() {
		return new KeyRangePartitioner(this.database, "article", "id");
	}

	private void insert(long id) {
		this.jdbc.update("insert into article (id) values (?)", id);
	}

	private List<Long> read(ExecutionContext partition) {
		return this.jdbc.queryForList("select id from article where id between ? and ? order by id", Long.class,
				partition.getLong("first"), partition.getLong("last"));
	}

}
