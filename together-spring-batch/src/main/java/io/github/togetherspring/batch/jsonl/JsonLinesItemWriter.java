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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamWriter;
import org.springframework.batch.infrastructure.item.WriteFailedException;
import org.springframework.batch.infrastructure.item.WriterNotOpenException;
import org.springframework.batch.infrastructure.item.file.transform.LineAggregator;
import org.springframework.util.Assert;

/**
 * Writes items to a file, line by line. However an execution ends, a restart continues
 * after the last committed line. Not thread-safe.
 * <p>
 * Each chunk is forced to the disk before it is committed, and a restart truncates the
 * file to what was committed. While the output is written, it is locked by a file next to
 * it with the suffix {@code .state}. An output with other contents is rejected. After a
 * failed write, the writer does not continue, because the file may end with an incomplete
 * line that only a restart removes.
 * <p>
 * If another process may continue a partition, a lock is not enough, because a paused
 * process keeps it. In that case, {@linkplain Builder#filePerExecution write a file for
 * each execution}.
 *
 * @param <T> the type of the items
 */
public class JsonLinesItemWriter<T> implements ItemStreamWriter<T>, StepExecutionListener {

	private final Path file;

	private final Output output;

	private final LineAggregator<? super T> lineAggregator;

	private @Nullable FileChannel channel;

	private boolean written;

	private boolean saved;

	private boolean failed;

	/**
	 * Create a writer.
	 * @param builder the options
	 */
	protected JsonLinesItemWriter(Builder<T> builder) {
		this.file = Objects.requireNonNull(builder.file);
		this.output = builder.filePerExecution ? new ExecutionOutput(builder.name, this.file)
				: new ClaimedOutput(builder.name, this.file);
		this.lineAggregator = builder.lineAggregator;
	}

	/**
	 * Return a builder of writers.
	 * @param <T> the type of the items
	 * @param lineAggregator converts an item to a line, without a line ending
	 * @return a builder
	 */
	public static <T> Builder<T> builder(LineAggregator<? super T> lineAggregator) {
		return new Builder<>(lineAggregator);
	}

	@Override
	public void open(ExecutionContext executionContext) {
		if (this.channel != null) {
			return;
		}
		this.written = false;
		this.saved = false;
		this.failed = false;
		try {
			this.channel = this.output.open(executionContext);
		}
		catch (IOException ex) {
			close();
			throw new ItemStreamException("The output " + this.file + " can't be written: " + ex, ex);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	@Override
	public void write(Chunk<? extends T> chunk) {
		FileChannel channel = this.channel;
		if (channel == null) {
			throw new WriterNotOpenException("The writer must be open before it can be written to");
		}
		if (this.failed) {
			throw new WriteFailedException(
					"An earlier write to the output " + this.file + " has failed. Restart the job");
		}
		if (this.saved) {
			// The previous chunk has been committed, or there would be no further write.
			commit();
		}
		ByteArrayOutputStream lines = new ByteArrayOutputStream();
		for (T item : chunk) {
			lines.writeBytes(this.lineAggregator.aggregate(item).getBytes(StandardCharsets.UTF_8));
			lines.write('\n');
		}
		write(channel, ByteBuffer.wrap(lines.toByteArray()));
		this.written = true;
	}

	// Spring Batch's own writer ignores partial writes: on a full disk, it would commit
	// an
	// incomplete line.
	private void write(FileChannel channel, ByteBuffer lines) {
		try {
			while (lines.hasRemaining()) {
				channel.write(lines);
			}
			channel.force(false);
		}
		catch (IOException ex) {
			this.failed = true;
			throw new WriteFailedException("The output " + this.file + " can't be written: " + ex
					+ ". Restart the job when the cause is removed", ex);
		}
	}

	@Override
	public void update(ExecutionContext executionContext) {
		FileChannel channel = this.channel;
		if (channel == null) {
			return;
		}
		if (this.failed) {
			throw new ItemStreamException("A write to the output " + this.file + " has failed. Restart the job");
		}
		try {
			this.output.save(executionContext, channel.position());
		}
		catch (IOException ex) {
			throw new ItemStreamException("The output " + this.file + " can't be read: " + ex, ex);
		}
		this.saved = this.written;
	}

	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		if (this.saved && stepExecution.getStatus() == BatchStatus.COMPLETED) {
			commit();
		}
		return null;
	}

	private void commit() {
		try {
			this.output.commit();
		}
		catch (IOException ex) {
			throw new ItemStreamException("A file next to the output " + this.file + " can't be written: " + ex, ex);
		}
	}

	@Override
	public void close() {
		FileChannel channel = this.channel;
		this.channel = null;
		Output locked = this.output;
		try (locked; channel) {
			// Only closed, the file before its lock.
		}
		catch (IOException ex) {
			throw new ItemStreamException("The output " + this.file + " can't be closed: " + ex, ex);
		}
	}

	/**
	 * Builder for a {@link JsonLinesItemWriter}.
	 *
	 * @param <T> the type of the items
	 */
	public static final class Builder<T> {

		private final LineAggregator<? super T> lineAggregator;

		private String name = "";

		private @Nullable Path file;

		private boolean filePerExecution;

		private Builder(LineAggregator<? super T> lineAggregator) {
			this.lineAggregator = Objects.requireNonNull(lineAggregator);
		}

		/**
		 * Set the name of the writer, which prefixes the keys of its restart state.
		 * @param name the name, different from those of other writers of the step
		 * @return this builder
		 */
		public Builder<T> name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set the file to write. Missing directories are created. Unless the job is
		 * restarted, the file must be empty or missing.
		 * @param file the file
		 * @return this builder
		 */
		public Builder<T> file(Path file) {
			this.file = file;
			return this;
		}

		/**
		 * Set whether each execution of the step writes a new file, which begins with a
		 * copy of what the previous execution has committed. A process that was replaced
		 * can then not corrupt the output of its successor. The name of the new file is
		 * that of {@link #file}, a dot and a UUID. All processes need access to the
		 * directory. {@link MergeFilesTasklet#ofPartitions} finds the files. The default
		 * is {@code false}.
		 * @param filePerExecution whether each execution writes a new file
		 * @return this builder
		 */
		public Builder<T> filePerExecution(boolean filePerExecution) {
			this.filePerExecution = filePerExecution;
			return this;
		}

		/**
		 * Return the writer.
		 * @return a new writer
		 * @throws IllegalArgumentException if there is no name or no file
		 */
		public JsonLinesItemWriter<T> build() {
			Assert.hasText(this.name, "A name is required");
			Assert.notNull(this.file, "A file is required");
			return new JsonLinesItemWriter<>(this);
		}

	}

}
