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

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.core.io.FileSystemResource;
import org.springframework.util.Assert;

/**
 * Divides a file into ranges of whole lines with about the same number of bytes. Reads
 * the whole file once, to number the lines.
 * <p>
 * There are always as many partitions as requested; the last ones are empty if there are
 * fewer lines. The same file gives the same partitions. The context of each has the keys
 * {@link #FROM}, {@link #TO}, {@link #FIRST_LINE}, {@link #PARTITION} and {@link #INPUT},
 * which {@link JsonLinesItemReader.Builder#partition} understands.
 */
public final class JsonLinesPartitioner implements Partitioner {

	/**
	 * Key of the offset of the first byte of the range, a {@code long}.
	 */
	public static final String FROM = "from";

	/**
	 * Key of the offset after the last byte of the range, a {@code long}.
	 */
	public static final String TO = "to";

	/**
	 * Key of the number of lines before the range, a {@code long}.
	 */
	public static final String FIRST_LINE = "firstLine";

	/**
	 * Key of the number of the partition, an {@code int} starting at 0.
	 */
	public static final String PARTITION = "partition";

	/**
	 * Key of what identifies the file: its size and the digest of its first 64 KiB.
	 */
	public static final String INPUT = "input";

	private static final int BUFFER_SIZE = 256 * 1024;

	private final Path file;

	/**
	 * Create a partitioner.
	 * @param file the file, not compressed
	 */
	public JsonLinesPartitioner(Path file) {
		this.file = Objects.requireNonNull(file);
	}

	/**
	 * Return the file for the results of a partition, next to the output of the job.
	 * @param output the output
	 * @param partition the number of the partition
	 * @return the file
	 */
	public static Path partFile(Path output, int partition) {
		return output.resolveSibling("%s.part-%04d".formatted(output.getFileName(), partition));
	}

	/**
	 * Return the files for the results of all partitions.
	 * @param output the output
	 * @param gridSize the number of partitions
	 * @return the files, in their order
	 */
	public static List<Path> partFiles(Path output, int gridSize) {
		return IntStream.range(0, gridSize).mapToObj((partition) -> partFile(output, partition)).toList();
	}

	/**
	 * Divide the file.
	 * @param gridSize the number of partitions, 1 or more
	 * @return the contexts of the partitions
	 * @throws ItemStreamException if the file can't be read, or is compressed
	 */
	@Override
	public Map<String, ExecutionContext> partition(int gridSize) {
		Assert.isTrue(gridSize > 0, "The number of partitions must be positive");
		try {
			LineSource source = LineSource.of(new FileSystemResource(this.file));
			if (source.isSequential()) {
				throw new ItemStreamException("The input " + this.file + " is compressed, and can't be partitioned");
			}
			String input = Objects.requireNonNull(source.fingerprint());
			return contexts(new LineStarts(Files.size(this.file), gridSize), input);
		}
		catch (IOException ex) {
			throw new ItemStreamException("The input " + this.file + " can't be read: " + ex, ex);
		}
	}

	private Map<String, ExecutionContext> contexts(LineStarts starts, String input) throws IOException {
		try (InputStream in = Files.newInputStream(this.file)) {
			byte[] buffer = new byte[BUFFER_SIZE];
			for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
				starts.add(buffer, read);
			}
		}
		int gridSize = starts.offsets.length - 1;
		Map<String, ExecutionContext> contexts = new LinkedHashMap<>();
		for (int partition = 0; partition < gridSize; partition++) {
			ExecutionContext context = new ExecutionContext();
			context.putLong(FROM, starts.offsets[partition]);
			context.putLong(TO, starts.offsets[partition + 1]);
			context.putLong(FIRST_LINE, starts.numbers[partition]);
			context.putInt(PARTITION, partition);
			context.putString(INPUT, input);
			contexts.put("partition%04d".formatted(partition), context);
		}
		return contexts;
	}

	/**
	 * Finds the first line that starts at or after each of some offsets.
	 */
	private static final class LineStarts {

		private final long size;

		private final long[] offsets;

		private final long[] numbers;

		private int next;

		private long position;

		private long lines;

		LineStarts(long size, int gridSize) {
			this.size = size;
			this.offsets = new long[gridSize + 1];
			this.numbers = new long[gridSize + 1];
			Arrays.fill(this.offsets, size);
			startLine(0);
		}

		void add(byte[] buffer, int length) {
			for (int i = 0; i < length; i++) {
				if (buffer[i] == '\n') {
					this.lines++;
					startLine(this.position + i + 1);
				}
			}
			this.position += length;
		}

		private void startLine(long offset) {
			while (this.next < this.offsets.length - 1 && offset < this.size && offset >= target(this.next)) {
				this.offsets[this.next] = offset;
				this.numbers[this.next] = this.lines;
				this.next++;
			}
		}

		private long target(int partition) {
			long parts = this.offsets.length - 1;
			return this.size / parts * partition + this.size % parts * partition / parts;
		}

	}

}
