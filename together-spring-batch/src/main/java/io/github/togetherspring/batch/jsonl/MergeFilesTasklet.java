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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.util.Assert;

/**
 * Joins the files of partitions in order, and deletes them. The output appears only when
 * it is complete: it is written to a file with the suffix {@code .tmp}, forced to the
 * disk and moved.
 * <p>
 * Each part is appended in a separate transaction, after which the step can be stopped.
 * However an execution ends, a restart continues after the last committed part. An
 * existing output is not overwritten.
 */
public final class MergeFilesTasklet implements Tasklet {

	private static final String MERGED = "merge.parts";

	private static final String POSITION = "merge.position";

	private static final String MOVED = "merge.moved";

	private static final String COUNT = "merge.count";

	private final MergedParts parts;

	private final Path output;

	private final Path temporary;

	/**
	 * Create a tasklet.
	 * @param parts the files to join, at least one
	 * @param output the file that is created
	 * @throws IllegalArgumentException if there are no parts
	 */
	public MergeFilesTasklet(List<Path> parts, Path output) {
		this(new MergedParts.Fixed(List.copyOf(parts)), output);
		Assert.notEmpty(parts, "There must be parts to join");
	}

	private MergeFilesTasklet(MergedParts parts, Path output) {
		this.parts = parts;
		this.output = Objects.requireNonNull(output);
		this.temporary = output.resolveSibling(output.getFileName() + ".tmp");
	}

	/**
	 * Create a tasklet that joins what a {@link JsonLinesItemWriter} with
	 * {@linkplain JsonLinesItemWriter.Builder#filePerExecution a file for each execution}
	 * has written in the partitions of a {@link JsonLinesPartitioner}, with
	 * {@link JsonLinesPartitioner#partFile} as its files. It reads the names of the files
	 * from the states of the partitions, and deletes all files of the partitions,
	 * including those of killed executions.
	 * @param repository the repository of the job
	 * @param step the name of the step of which the partitions are executions
	 * @param writer the name of the writer
	 * @param output the file that is created
	 * @return a tasklet
	 */
	public static MergeFilesTasklet ofPartitions(JobRepository repository, String step, String writer, Path output) {
		return new MergeFilesTasklet(new MergedParts.Recorded(repository, step, writer, output), output);
	}

	@Override
	public RepeatStatus execute(StepContribution contribution, ChunkContext chunkContext) throws IOException {
		ExecutionContext state = contribution.getStepExecution().getExecutionContext();
		JobInstance instance = contribution.getStepExecution().getJobExecution().getJobInstance();
		if (state.containsKey(MOVED)) {
			this.parts.delete();
			return RepeatStatus.FINISHED;
		}
		if (!state.containsKey(MERGED)) {
			state.putInt(COUNT, check(instance));
			save(state, 0, 0);
		}
		else if (state.getInt(MERGED) < state.getInt(COUNT)) {
			append(state, instance);
		}
		else {
			move(state);
		}
		return RepeatStatus.CONTINUABLE;
	}

	private int check(JobInstance instance) throws IOException {
		Assert.state(!Files.exists(this.output) || (Files.isRegularFile(this.output) && Files.size(this.output) == 0),
				() -> "The output " + this.output + " already exists. Remove it, and restart the job");
		int count = this.parts.count(instance);
		for (int partition = 0; partition < count; partition++) {
			this.parts.part(instance, partition);
		}
		return count;
	}

	private void append(ExecutionContext state, JobInstance instance) throws IOException {
		int merged = state.getInt(MERGED);
		long position = state.getLong(POSITION);
		try (FileChannel target = FileChannel.open(this.temporary, StandardOpenOption.CREATE,
				StandardOpenOption.WRITE)) {
			if (target.size() < position) {
				// Lost, but all parts are still there.
				save(state, 0, 0);
				return;
			}
			target.truncate(position).position(position);
			MergedParts.Part part = this.parts.part(instance, merged);
			if (part != null) {
				Output.copy(part.file(), part.length(), target);
			}
			target.force(true);
			save(state, merged + 1, target.position());
		}
	}

	private void move(ExecutionContext state) throws IOException {
		long length = state.getLong(POSITION);
		if (hasSize(this.temporary, length)) {
			Files.move(this.temporary, this.output, StandardCopyOption.ATOMIC_MOVE,
					StandardCopyOption.REPLACE_EXISTING);
			forceDirectory();
		}
		else if (!hasSize(this.output, length)) {
			save(state, 0, 0);
			return;
		}
		state.put(MOVED, true);
	}

	private static boolean hasSize(Path file, long size) throws IOException {
		return Files.isRegularFile(file) && Files.size(file) == size;
	}

	// Not possible everywhere, such as on Windows.
	private void forceDirectory() {
		try (FileChannel directory = FileChannel.open(this.output.toAbsolutePath().resolveSibling("."),
				StandardOpenOption.READ)) {
			directory.force(true);
		}
		catch (IOException ex) {
			// The move is done, if not yet on the disk.
		}
	}

	private static void save(ExecutionContext state, int merged, long position) {
		state.putInt(MERGED, merged);
		state.putLong(POSITION, position);
	}

}
