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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.github.togetherspring.batch.PartitionedSteps;

import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.Assert;

/**
 * Divides a file into ranges of whole lines with about the same number of bytes. Reads
 * the whole file once, to number the lines.
 * <p>
 * There are always as many partitions as requested; the last ones are empty if there are
 * fewer lines. The same file gives the same partitions. The context of each has the keys
 * {@link #FROM}, {@link #TO}, {@link #FIRST_LINE}, {@link #COUNT}, {@link #PARTITION} and
 * {@link #INPUT}. {@link JsonLinesItemReader.Builder#partition} takes them.
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
	 * Key of the number of lines in the range, a {@code long}. The progress of the step
	 * has a total for this reason.
	 */
	public static final String COUNT = PartitionedSteps.COUNT;

	/**
	 * Key of the number of the partition, an {@code int} starting at 0.
	 */
	public static final String PARTITION = "partition";

	/**
	 * Key of what identifies the file: its size and the digest of its first 64 KiB.
	 */
	public static final String INPUT = "input";

	private static final String PART = ".part-";

	private static final int BUFFER_SIZE = 256 * 1024;

	private final Resource resource;

	/**
	 * Create a partitioner of a file.
	 * @param file the file, not compressed
	 */
	public JsonLinesPartitioner(Path file) {
		this(new FileSystemResource(file));
	}

	/**
	 * Create a partitioner of a resource. It should be a file or a {@link RangeResource}.
	 * Of other resources, each partition reads and skips everything before its range.
	 * @param resource the resource, whose length is known, and which is not compressed
	 */
	public JsonLinesPartitioner(Resource resource) {
		this.resource = Objects.requireNonNull(resource);
	}

	/**
	 * Return the file for the results of a partition, next to the output of the job.
	 * @param output the output
	 * @param partition the number of the partition
	 * @return the file
	 */
	public static Path partFile(Path output, int partition) {
		return output.resolveSibling("%s%s%04d".formatted(output.getFileName(), PART, partition));
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

	// Also the files of executions, see ExecutionOutput.
	static boolean isPartFile(Path file, Path output) {
		String name = file.getFileName().toString();
		String start = output.getFileName() + PART;
		if (!name.startsWith(start)) {
			return false;
		}
		int end = name.indexOf('.', start.length());
		return end > 0 && name.substring(start.length(), end).matches("[0-9]{4,}")
				&& ExecutionOutput.isOf(file, file.resolveSibling(name.substring(0, end)));
	}

	static String partitionName(int partition) {
		return "partition%04d".formatted(partition);
	}

	/**
	 * Divide the file.
	 * @param gridSize the number of partitions, 1 or more
	 * @return the contexts of the partitions
	 * @throws ItemStreamException if the file can't be read, is compressed, or changes
	 * meanwhile
	 */
	@Override
	public Map<String, ExecutionContext> partition(int gridSize) {
		Assert.isTrue(gridSize > 0, "The number of partitions must be positive");
		try {
			LineSource source = LineSource.of(this.resource);
			if (source.isSequential()) {
				throw new ItemStreamException(
						"The input " + name() + " is compressed or can only be read once, and can't be partitioned");
			}
			return contexts(source, new LineStarts(source.size(), gridSize));
		}
		catch (IOException ex) {
			throw new ItemStreamException("The input " + name() + " can't be read: " + ex, ex);
		}
	}

	private String name() {
		return (this.resource instanceof FileSystemResource file) ? file.getPath() : this.resource.getDescription();
	}

	private Map<String, ExecutionContext> contexts(LineSource source, LineStarts starts) throws IOException {
		String input = Objects.requireNonNull(source.fingerprint());
		try (InputStream in = source.open(0)) {
			byte[] buffer = new byte[BUFFER_SIZE];
			for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
				starts.add(buffer, read);
			}
		}
		if (starts.position != starts.size) {
			throw new IOException("It has changed while it was divided");
		}
		int gridSize = starts.offsets.length - 1;
		Map<String, ExecutionContext> contexts = new LinkedHashMap<>();
		for (int partition = 0; partition < gridSize; partition++) {
			ExecutionContext context = new ExecutionContext();
			context.putLong(FROM, starts.offsets[partition]);
			context.putLong(TO, starts.offsets[partition + 1]);
			context.putLong(FIRST_LINE, starts.numbers[partition]);
			context.putLong(COUNT, starts.count(partition));
			context.putInt(PARTITION, partition);
			context.putString(INPUT, input);
			contexts.put(partitionName(partition), context);
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

		private boolean unended;

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
			this.unended = buffer[length - 1] != '\n';
		}

		long count(int partition) {
			return linesBefore(partition + 1) - linesBefore(partition);
		}

		// At the end of the file, no line starts.
		private long linesBefore(int partition) {
			return (this.offsets[partition] < this.size) ? this.numbers[partition]
					: this.lines + (this.unended ? 1 : 0);
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
