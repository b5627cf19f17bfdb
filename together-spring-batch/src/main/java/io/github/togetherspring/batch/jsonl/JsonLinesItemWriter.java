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
import java.nio.file.StandardOpenOption;
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
 * Writes items to a file, line by line, so that a restart after any kind of end continues
 * after the last committed line. Not thread-safe.
 * <p>
 * Each chunk is forced to the disk before it is committed, and a restart truncates the
 * file to what was committed. While it is written, the output is locked, with a file next
 * to it that has the suffix {@code .state}. An output with other contents is refused.
 * After a write that failed, the writer refuses to continue, because the file may end
 * with half a line that only a restart removes.
 *
 * @param <T> the type of the items
 */
public class JsonLinesItemWriter<T> implements ItemStreamWriter<T>, StepExecutionListener {

	private static final String POSITION = ".position";

	private static final String OUTPUT = ".output";

	private final String name;

	private final Path file;

	private final LineAggregator<? super T> lineAggregator;

	private @Nullable FileChannel channel;

	private @Nullable OutputClaim claim;

	private boolean written;

	private boolean saved;

	private boolean failed;

	/**
	 * Create a writer.
	 * @param builder the options
	 */
	protected JsonLinesItemWriter(Builder<T> builder) {
		this.name = builder.name;
		this.file = Objects.requireNonNull(builder.file);
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
		if (this.claim != null) {
			return;
		}
		this.written = false;
		this.saved = false;
		this.failed = false;
		try {
			this.claim = OutputClaim.lock(this.file);
			long position = begin(this.claim, executionContext);
			this.channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			this.channel.truncate(position).position(position);
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

	private long begin(OutputClaim claim, ExecutionContext state) throws IOException {
		if (!state.containsKey(this.name + POSITION)) {
			claim.begin();
			return 0;
		}
		long position = state.getLong(this.name + POSITION);
		claim.resume(state.get(this.name + OUTPUT), position);
		return position;
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
			// The chunk before this one, or else there would be no other.
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

	// Not Spring Batch's own writer, which loses the rest of a write that was partial: on
	// a disk that becomes full, it would commit half a line.
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
		OutputClaim claim = this.claim;
		if (channel == null || claim == null) {
			return;
		}
		if (this.failed) {
			throw new ItemStreamException("A write to the output " + this.file + " has failed. Restart the job");
		}
		try {
			executionContext.putLong(this.name + POSITION, channel.position());
		}
		catch (IOException ex) {
			throw new ItemStreamException("The output " + this.file + " can't be read: " + ex, ex);
		}
		executionContext.putString(this.name + OUTPUT, claim.id());
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
		OutputClaim claim = this.claim;
		try {
			if (claim != null) {
				claim.commit();
			}
		}
		catch (IOException ex) {
			throw new ItemStreamException("The file " + OutputClaim.file(this.file) + " can't be written", ex);
		}
	}

	@Override
	public void close() {
		FileChannel channel = this.channel;
		OutputClaim claim = this.claim;
		this.channel = null;
		this.claim = null;
		try (claim; channel) {
			// Only closed, the output before its lock.
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

		private Builder(LineAggregator<? super T> lineAggregator) {
			this.lineAggregator = Objects.requireNonNull(lineAggregator);
		}

		/**
		 * Set the name of the writer, with which the keys of its restart state begin.
		 * @param name the name, different from those of other writers of the step
		 * @return this builder
		 */
		public Builder<T> name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set the file to write. Directories that are missing are created. Unless the job
		 * is restarted, the file must be empty or missing.
		 * @param file the file
		 * @return this builder
		 */
		public Builder<T> file(Path file) {
			this.file = file;
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
