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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.util.Assert;

/**
 * The files of partitions that are to be joined.
 */
interface MergedParts {

	/**
	 * Return the number of partitions.
	 * @param instance the job instance
	 * @return the number of partitions
	 */
	int count(JobInstance instance);

	/**
	 * Return what a partition has written, and check that it is complete.
	 * @param instance the job instance
	 * @param partition the number of the partition
	 * @return the part, or {@code null} if the partition has written nothing
	 * @throws IOException if the file can't be read
	 */
	@Nullable Part part(JobInstance instance, int partition) throws IOException;

	/**
	 * Delete all files of the partitions.
	 * @throws IOException if a file can't be deleted
	 */
	void delete() throws IOException;

	/**
	 * What a partition has written.
	 *
	 * @param file the file
	 * @param length how many of its bytes are committed
	 */
	record Part(Path file, long length) {

	}

	/**
	 * Files with known names.
	 *
	 * @param files the files
	 */
	record Fixed(List<Path> files) implements MergedParts {

		@Override
		public int count(JobInstance instance) {
			return this.files.size();
		}

		@Override
		public Part part(JobInstance instance, int partition) throws IOException {
			Path file = this.files.get(partition);
			Assert.state(Files.isRegularFile(file), () -> "The part " + file + " is missing. "
					+ "Check that the number of partitions is that of the first execution of the job");
			return new Part(file, Files.size(file));
		}

		@Override
		public void delete() throws IOException {
			for (Path file : this.files) {
				Files.deleteIfExists(file);
				Files.deleteIfExists(OutputClaim.file(file));
			}
		}

	}

	/**
	 * Files with names that are part of the states of the partitions.
	 *
	 * @param repository has the states
	 * @param step the name of the step of which the partitions are executions
	 * @param writer the name of the writer
	 * @param output the file that the parts become
	 */
	record Recorded(JobRepository repository, String step, String writer, Path output) implements MergedParts {

		@Override
		public int count(JobInstance instance) {
			int count = 0;
			while (find(instance, count) != null) {
				count++;
			}
			Assert.state(count > 0, () -> "There are no partitions of the step '" + this.step + "'");
			return count;
		}

		private @Nullable StepExecution find(JobInstance instance, int partition) {
			return this.repository.getLastStepExecution(instance,
					this.step + ":" + JsonLinesPartitioner.partitionName(partition));
		}

		@Override
		public @Nullable Part part(JobInstance instance, int partition) throws IOException {
			StepExecution execution = Objects.requireNonNull(find(instance, partition));
			Assert.state(execution.getStatus() == BatchStatus.COMPLETED,
					() -> "The partition '" + execution.getStepName() + "' is not complete");
			Path base = JsonLinesPartitioner.partFile(this.output, partition);
			Path file = ExecutionOutput.find(execution.getExecutionContext(), this.writer, base);
			if (file == null) {
				return null;
			}
			long length = ExecutionOutput.length(execution.getExecutionContext(), this.writer);
			Output.checkCommitted(file, length);
			return new Part(file, length);
		}

		// Among them those of processes that were killed or taken for dead.
		@Override
		public void delete() throws IOException {
			List<Path> created;
			try (Stream<Path> files = Files.list(this.output.toAbsolutePath().getParent())) {
				created = files.filter((file) -> JsonLinesPartitioner.isPartFile(file, this.output)).toList();
			}
			for (Path file : created) {
				Files.deleteIfExists(file);
			}
		}

	}

}
