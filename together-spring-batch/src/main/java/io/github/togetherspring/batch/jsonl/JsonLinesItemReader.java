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

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;
import org.springframework.batch.infrastructure.item.ReaderNotOpenException;
import org.springframework.batch.infrastructure.item.support.AbstractItemStreamItemReader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.Assert;

/**
 * Reads the lines of a file, or those that start in a range of its bytes. Not
 * thread-safe.
 * <p>
 * Lines end with a line feed or a carriage return and a line feed. A line feed at the end
 * of the file does not start another line, and a byte order mark is ignored. A line that
 * is too long or not valid UTF-8 is returned as a line with a
 * {@linkplain JsonLine#problem() problem}. Gzip is recognized by the name or the first
 * bytes.
 * <p>
 * The restart state is the offset and the number of the next line. A restart continues at
 * that offset. Gzip, and resources that are neither a file nor a {@link RangeResource},
 * are read from the beginning and skipped up to there. A restart fails if the size of the
 * file, its first 64 KiB or the line before the offset has changed. To detect every
 * change, make {@link JsonLines#sha256(Path)} a parameter of the job.
 */
public class JsonLinesItemReader extends AbstractItemStreamItemReader<JsonLine> {

	/**
	 * Default maximum number of bytes of a line: 16 MiB.
	 */
	public static final int DEFAULT_MAX_LINE_LENGTH = 16 * 1024 * 1024;

	private static final String OFFSET = "offset";

	private static final String NUMBER = "line";

	private static final String CHECKSUM = "checksum";

	private static final String INPUT = "input";

	private static final String PREVIOUS = "previous";

	private final Resource resource;

	private final long from;

	private final long to;

	private final long firstLine;

	private final int maxLineLength;

	private final boolean saveState;

	private final @Nullable String expectedInput;

	private final @Nullable Path previousResults;

	private @Nullable LineInput input;

	private @Nullable PreviousResults previous;

	private @Nullable String fingerprint;

	private String offsetKey = "";

	private String numberKey = "";

	private String checksumKey = "";

	private String inputKey = "";

	private String previousKey = "";

	private long number;

	private long checksum;

	/**
	 * Create a reader.
	 * @param builder the options
	 */
	protected JsonLinesItemReader(Builder builder) {
		this.resource = Objects.requireNonNull(builder.resource);
		this.from = builder.from;
		this.to = builder.to;
		this.firstLine = builder.firstLine;
		this.maxLineLength = builder.maxLineLength;
		this.saveState = builder.saveState;
		this.expectedInput = builder.expectedInput;
		this.previousResults = builder.previousResults;
	}

	/**
	 * Return a builder of readers.
	 * @return a builder with the default options
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public void open(ExecutionContext executionContext) {
		if (this.input != null) {
			return;
		}
		this.offsetKey = getExecutionContextKey(OFFSET);
		this.numberKey = getExecutionContextKey(NUMBER);
		this.checksumKey = getExecutionContextKey(CHECKSUM);
		this.inputKey = getExecutionContextKey(INPUT);
		this.previousKey = getExecutionContextKey(PREVIOUS);
		try {
			this.input = openInput(executionContext);
			if (this.previousResults != null) {
				this.previous = openPreviousResults(this.previousResults, executionContext);
			}
		}
		catch (ItemStreamException ex) {
			close();
			throw ex;
		}
		catch (NoSuchFileException ex) {
			throw new ItemStreamException("The input " + name() + " does not exist", ex);
		}
		catch (IOException ex) {
			throw new ItemStreamException("The input " + name() + " can't be read: " + ex.getMessage(), ex);
		}
	}

	private LineInput openInput(ExecutionContext state) throws IOException {
		if (this.resource.isFile() && Files.isDirectory(this.resource.getFile().toPath())) {
			throw new ItemStreamException("The input " + name() + " is a directory");
		}
		LineSource source = LineSource.of(this.resource);
		if (isRange() && source.isSequential()) {
			throw new ItemStreamException(
					"The input " + name() + " is compressed or can only be read once, and has no ranges");
		}
		this.fingerprint = source.fingerprint();
		if (this.expectedInput != null && !this.expectedInput.equals(this.fingerprint)) {
			throw changed();
		}
		if (this.saveState && state.containsKey(this.offsetKey)) {
			return restart(source, state);
		}
		return start(source);
	}

	private PreviousResults openPreviousResults(Path file, ExecutionContext state) {
		try {
			if (this.saveState && state.containsKey(this.previousKey)) {
				return PreviousResults.open(file, state.getLong(this.previousKey));
			}
			PreviousResults results = PreviousResults.open(file, 0);
			closeOnFailure(results, () -> results.skip(this.number));
			return results;
		}
		catch (IOException ex) {
			throw new ItemStreamException("The previous results " + file + " can't be read: " + ex, ex);
		}
	}

	private LineInput start(LineSource source) throws IOException {
		this.number = this.firstLine;
		this.checksum = LineChecksum.NONE;
		// A line starts after a line feed, which may be the byte before the range.
		long offset = Math.max(this.from - 1, 0);
		LineInput lines = new LineInput(source.open(offset), offset, this.maxLineLength);
		if (this.from > 0) {
			closeOnFailure(lines, lines::skipLine);
		}
		return lines;
	}

	private LineInput restart(LineSource source, ExecutionContext state) throws IOException {
		if (this.fingerprint != null && !this.fingerprint.equals(state.get(this.inputKey))) {
			throw changed();
		}
		this.number = state.getLong(this.numberKey);
		this.checksum = state.getLong(this.checksumKey);
		long offset = state.getLong(this.offsetKey);
		var in = source.open(offset - LineChecksum.length(this.checksum));
		LineInput lines = new LineInput(in, offset, this.maxLineLength);
		closeOnFailure(lines, () -> {
			if (!LineChecksum.matches(in, this.checksum)) {
				throw changed();
			}
		});
		return lines;
	}

	private ItemStreamException changed() {
		return new ItemStreamException("The input " + name() + " has changed since the job was started. "
				+ "Restore it to restart the job, or start another job with a different output");
	}

	private static void closeOnFailure(Closeable input, Step step) throws IOException {
		try {
			step.run();
		}
		catch (IOException | RuntimeException ex) {
			input.close();
			throw ex;
		}
	}

	@Override
	public @Nullable JsonLine read() {
		LineInput lines = this.input;
		if (lines == null) {
			throw new ReaderNotOpenException("The reader must be open before it can be read");
		}
		try {
			return (lines.offset() < this.to && lines.next()) ? toLine(lines) : null;
		}
		catch (IOException ex) {
			throw new NonTransientResourceException("The input " + name() + " can't be read: " + ex.getMessage(), ex);
		}
	}

	private JsonLine toLine(LineInput lines) throws IOException {
		this.checksum = lines.checksum();
		long current = this.number++;
		String problem = lines.problem();
		JsonLine line = (problem != null) ? JsonLine.invalid(current, problem)
				: JsonLine.of(current, Objects.requireNonNull(lines.text()));
		return (this.previous != null) ? line.withPreviousResult(this.previous.next(current)) : line;
	}

	@Override
	public void update(ExecutionContext executionContext) {
		LineInput lines = this.input;
		if (!this.saveState || lines == null) {
			return;
		}
		executionContext.putLong(this.offsetKey, lines.offset());
		executionContext.putLong(this.numberKey, this.number);
		executionContext.putLong(this.checksumKey, this.checksum);
		if (this.fingerprint != null) {
			executionContext.putString(this.inputKey, this.fingerprint);
		}
		if (this.previous != null) {
			executionContext.putLong(this.previousKey, this.previous.offset());
		}
	}

	@Override
	public void close() {
		LineInput lines = this.input;
		PreviousResults results = this.previous;
		this.input = null;
		this.previous = null;
		try (lines; results) {
			// Only closed.
		}
		catch (IOException ex) {
			throw new ItemStreamException("The input " + name() + " can't be closed", ex);
		}
	}

	private boolean isRange() {
		return this.from > 0 || this.to < Long.MAX_VALUE;
	}

	private String name() {
		return (this.resource instanceof FileSystemResource file) ? file.getPath() : this.resource.getDescription();
	}

	@FunctionalInterface
	private interface Step {

		void run() throws IOException;

	}

	/**
	 * Builder for a {@link JsonLinesItemReader}.
	 */
	public static final class Builder {

		private String name = "";

		private @Nullable Resource resource;

		private long from;

		private long to = Long.MAX_VALUE;

		private long firstLine;

		private int maxLineLength = DEFAULT_MAX_LINE_LENGTH;

		private boolean saveState = true;

		private @Nullable String expectedInput;

		private @Nullable Path previousResults;

		private Builder() {
		}

		/**
		 * Set the name of the reader, which prefixes the keys of its restart state.
		 * @param name the name, different from those of other readers of the step
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set the file to read.
		 * @param file the file
		 * @return this builder
		 */
		public Builder file(Path file) {
			return resource(new FileSystemResource(file));
		}

		/**
		 * Set the resource to read.
		 * @param resource the resource
		 * @return this builder
		 */
		public Builder resource(Resource resource) {
			this.resource = resource;
			return this;
		}

		/**
		 * Set the range of bytes in which the lines to read start. The last line is read
		 * to its end, so adjacent ranges neither lose nor repeat a line. Not supported
		 * for gzip and for resources that can only be read once. The default is the whole
		 * file.
		 * @param from the offset of the first byte of the range
		 * @param to the offset after the last byte of the range
		 * @return this builder
		 */
		public Builder range(long from, long to) {
			Assert.isTrue(from >= 0 && from <= to, "The range must be 0 <= from <= to");
			this.from = from;
			this.to = to;
			return this;
		}

		/**
		 * Set the number of lines that start before the range. The default is 0.
		 * @param firstLine the number of the first line to read, starting at 0
		 * @return this builder
		 */
		public Builder firstLine(long firstLine) {
			Assert.isTrue(firstLine >= 0, "The first line must not be negative");
			this.firstLine = firstLine;
			return this;
		}

		/**
		 * Set the range and the first line to those of a partition. The reader fails if
		 * the file has changed since it was divided.
		 * @param stepExecutionContext the context of the partition, as
		 * {@link JsonLinesPartitioner} has created it
		 * @return this builder
		 */
		public Builder partition(Map<String, ?> stepExecutionContext) {
			this.expectedInput = value(stepExecutionContext, JsonLinesPartitioner.INPUT, String.class);
			return range(value(stepExecutionContext, JsonLinesPartitioner.FROM, Number.class).longValue(),
					value(stepExecutionContext, JsonLinesPartitioner.TO, Number.class).longValue())
				.firstLine(value(stepExecutionContext, JsonLinesPartitioner.FIRST_LINE, Number.class).longValue());
		}

		private static <T> T value(Map<String, ?> context, String key, Class<T> type) {
			Object value = context.get(key);
			Assert.isInstanceOf(type, value, "The context is not that of a partition: '" + key + "'");
			return type.cast(Objects.requireNonNull(value));
		}

		/**
		 * Set the output of an earlier job with the same input, complete or not. A line
		 * that has a response there is returned with it as
		 * {@link JsonLine#previousResult()}. Lines are matched by their order, and their
		 * {@code index} is checked.
		 * @param previousResults the file, different from the output of this job
		 * @return this builder
		 */
		public Builder previousResults(Path previousResults) {
			this.previousResults = previousResults;
			return this;
		}

		/**
		 * Set the maximum length of a line. A longer line is skipped and returned with a
		 * problem. The default is 16 MiB.
		 * @param maxLineLength the number of bytes without the line ending, 1 or more
		 * @return this builder
		 */
		public Builder maxLineLength(int maxLineLength) {
			Assert.isTrue(maxLineLength > 0, "The maximum length of a line must be positive");
			this.maxLineLength = maxLineLength;
			return this;
		}

		/**
		 * Set whether a restart continues after the last line. The default is
		 * {@code true}. Otherwise, a restart starts from the beginning.
		 * @param saveState whether the position is saved
		 * @return this builder
		 */
		public Builder saveState(boolean saveState) {
			this.saveState = saveState;
			return this;
		}

		/**
		 * Return the reader.
		 * @return a new reader
		 * @throws IllegalArgumentException if there is no name or no input
		 */
		public JsonLinesItemReader build() {
			Assert.hasText(this.name, "A name is required");
			Assert.notNull(this.resource, "A file or a resource is required");
			JsonLinesItemReader reader = new JsonLinesItemReader(this);
			reader.setName(this.name);
			return reader;
		}

	}

}
