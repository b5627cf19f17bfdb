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

package io.github.togetherspring.batch.jsonl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link JsonLinesPartitioner}.
 */
class JsonLinesPartitionerTests {

	@TempDir
	Path directory;

	@Test
	void partitionsHaveEachLineOnceWithItsNumber() throws IOException {
		Random random = new Random(11);
		for (int round = 0; round < 200; round++) {
			StringBuilder content = new StringBuilder();
			int lines = random.nextInt(12);
			for (int i = 0; i < lines; i++) {
				content.append("x".repeat(random.nextInt(9))).append((random.nextInt(4) == 0) ? "\r\n" : "\n");
			}
			Path file = file(content + "y".repeat(random.nextInt(3)));
			int gridSize = 1 + random.nextInt(6);
			Map<String, ExecutionContext> partitions = new JsonLinesPartitioner(file).partition(gridSize);
			assertThat(partitions).hasSize(gridSize)
				.containsExactlyEntriesOf(new JsonLinesPartitioner(file).partition(gridSize));
			List<String> read = new ArrayList<>();
			for (ExecutionContext partition : partitions.values()) {
				List<String> part = read(builder(file).partition(partition.toMap()));
				assertThat(partition.getLong("count")).as("%d partitions of %s", gridSize, content)
					.isEqualTo(part.size());
				read.addAll(part);
			}
			assertThat(read).as("%d partitions of %s", gridSize, content).isEqualTo(read(builder(file)));
		}
	}

	@Test
	void partitionsHaveAboutTheSameSize() throws IOException {
		Path file = file("0123456789\n".repeat(100_000));
		Map<String, ExecutionContext> partitions = new JsonLinesPartitioner(file).partition(7);
		assertThat(partitions.values())
			.allSatisfy((context) -> assertThat(context.getLong("to") - context.getLong("from"))
				.isBetween(1_100_000 / 7 - 11L, 1_100_000 / 7 + 11L));
		assertThat(partitions.keySet()).first().isEqualTo("partition0000");
		assertThat(partitions.get("partition0006").getLong("firstLine")).isEqualTo(85715);
		assertThat(partitions.get("partition0006").getInt("partition")).isEqualTo(6);
	}

	@ParameterizedTest
	@MethodSource("resources")
	void partitionsOfAResourceHaveEachLineOnce(Function<byte[], Resource> type) {
		String content = "one\ntwo\n" + "x".repeat(70_000) + "\nfour\nfive\n";
		Resource resource = type.apply(content.getBytes(StandardCharsets.UTF_8));
		List<String> read = new ArrayList<>();
		for (ExecutionContext partition : new JsonLinesPartitioner(resource).partition(3).values()) {
			read.addAll(
					read(JsonLinesItemReader.builder().name("lines").resource(resource).partition(partition.toMap())));
		}
		assertThat(read).isEqualTo(read(JsonLinesItemReader.builder().name("lines").resource(resource)));
	}

	static Stream<Arguments> resources() {
		return Stream.of(argumentSet("any", (Function<byte[], Resource>) ByteArrayResource::new),
				argumentSet("with ranges", (Function<byte[], Resource>) Ranges::new));
	}

	@Test
	void partitionOfAResourceWithRangesReadsNothingBeforeIt() {
		Ranges resource = new Ranges("0123456789\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
		Map<String, Object> partition = new JsonLinesPartitioner(resource).partition(2).get("partition0001").toMap();
		resource.offsets.clear();
		assertThat(read(JsonLinesItemReader.builder().name("lines").resource(resource).partition(partition)))
			.hasSize(50_000);
		assertThat(resource.offsets).containsExactly(11 * 50_000L - 1);
	}

	@Test
	void resourceThatCanOnlyBeReadOnceIsRefused() {
		Resource resource = new InputStreamResource(new ByteArrayInputStream(new byte[] { 'a', '\n' }));
		assertThatExceptionOfType(ItemStreamException.class)
			.isThrownBy(() -> new JsonLinesPartitioner(resource).partition(2))
			.withMessageContaining("can only be read once");
	}

	@Test
	void readerFailsIfTheFileHasChangedSinceItWasDivided() throws IOException {
		Path file = file("a\nb\n");
		Map<String, Object> partition = new JsonLinesPartitioner(file).partition(2).get("partition0001").toMap();
		file("a\nB\n");
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> read(builder(file).partition(partition)))
			.withMessageContainingAll(file.toString(), "has changed");
	}

	@Test
	void contextWithoutAPartitionIsRefused() throws IOException {
		Path file = file("a\n");
		assertThatIllegalArgumentException().isThrownBy(() -> builder(file).partition(Map.of()))
			.withMessageContaining("not that of a partition");
	}

	@Test
	void unreadableInputsFail() throws IOException {
		Path missing = this.directory.resolve("missing");
		assertThatExceptionOfType(ItemStreamException.class)
			.isThrownBy(() -> new JsonLinesPartitioner(missing).partition(2))
			.withMessageContaining(missing.toString());
		Path compressed = Files.writeString(this.directory.resolve("lines.gz"), "");
		assertThatExceptionOfType(ItemStreamException.class)
			.isThrownBy(() -> new JsonLinesPartitioner(compressed).partition(2))
			.withMessageContaining("can't be partitioned");
	}

	@Test
	void partFilesAreNextToTheOutput() {
		assertThat(JsonLinesPartitioner.partFiles(Path.of("a/out.jsonl"), 2))
			.containsExactly(Path.of("a/out.jsonl.part-0000"), Path.of("a/out.jsonl.part-0001"));
	}

	private Path file(String content) throws IOException {
		return Files.writeString(this.directory.resolve("lines"), content);
	}

	private static JsonLinesItemReader.Builder builder(Path file) {
		return JsonLinesItemReader.builder().name("lines").file(file);
	}

	private static List<String> read(JsonLinesItemReader.Builder builder) {
		JsonLinesItemReader reader = builder.build();
		reader.open(new ExecutionContext());
		List<String> lines = new ArrayList<>();
		for (JsonLine line = reader.read(); line != null; line = reader.read()) {
			lines.add(line.number() + " " + line.text());
		}
		reader.close();
		return lines;
	}

	/**
	 * A resource that records which ranges were read.
	 */
	private static final class Ranges extends ByteArrayResource implements RangeResource {

		private final List<Long> offsets = new ArrayList<>();

		Ranges(byte[] content) {
			super(content);
		}

		@Override
		public InputStream getInputStream(long offset) {
			this.offsets.add(offset);
			byte[] content = getByteArray();
			return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset);
		}

	}

}
