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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.scope.context.StepContext;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MergeFilesTasklet}.
 */
class MergeFilesTaskletTests {

	@TempDir
	Path directory;

	private Path output;

	private List<Path> parts;

	@BeforeEach
	void files() throws IOException {
		this.output = this.directory.resolve("out");
		this.parts = JsonLinesPartitioner.partFiles(this.output, 3);
		writeParts();
	}

	private void writeParts() throws IOException {
		Files.writeString(this.parts.get(0), "a\nb\n");
		Files.writeString(this.parts.get(1), "");
		Files.writeString(this.parts.get(2), "c\n");
		Files.writeString(OutputClaim.file(this.parts.get(2)), "state");
	}

	// A kill before or after the commit of each execution.
	@Test
	void restartAfterAKillAnywhereCompletesTheOutput() throws Exception {
		int executions = run(new ExecutionContext(), Integer.MAX_VALUE).size();
		assertComplete();
		for (int killed = 0; killed <= executions; killed++) {
			for (boolean committed : List.of(true, false)) {
				Files.deleteIfExists(this.output);
				writeParts();
				List<ExecutionContext> states = run(new ExecutionContext(), killed);
				int last = states.size() - (committed ? 1 : 2);
				ExecutionContext state = (last >= 0) ? states.get(last) : new ExecutionContext();
				if (last < 0) {
					// Nothing is written before the first commit.
					assertThat(this.output).doesNotExist();
				}
				run(state, Integer.MAX_VALUE);
				assertComplete();
			}
		}
	}

	@Test
	void lostTemporaryFileIsWrittenAgain() throws Exception {
		List<ExecutionContext> states = run(new ExecutionContext(), 3);
		Files.delete(this.directory.resolve("out.tmp"));
		run(states.get(2), Integer.MAX_VALUE);
		assertComplete();
	}

	@Test
	void missingPartIsRefusedBeforeAnythingIsWritten() throws Exception {
		Files.delete(this.parts.get(2));
		assertThatIllegalStateException().isThrownBy(() -> run(new ExecutionContext(), Integer.MAX_VALUE))
			.withMessageContainingAll(this.parts.get(2).toString(), "is missing", "number of partitions");
		assertThat(this.directory.resolve("out.tmp")).doesNotExist();
	}

	@Test
	void existingOutputIsRefused() throws Exception {
		Files.writeString(this.output, "precious");
		assertThatIllegalStateException().isThrownBy(() -> run(new ExecutionContext(), Integer.MAX_VALUE))
			.withMessageContainingAll(this.output.toString(), "already exists");
		assertThat(this.output).hasContent("precious");
		assertThat(this.parts).allSatisfy((part) -> assertThat(part).exists());
	}

	@Test
	void requiresParts() {
		assertThatIllegalArgumentException().isThrownBy(() -> new MergeFilesTasklet(List.of(), this.output));
	}

	private void assertComplete() throws IOException {
		assertThat(this.output).hasContent("a\nb\nc\n");
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).containsExactly(this.output);
		}
	}

	private List<ExecutionContext> run(ExecutionContext state, int max) throws Exception {
		MergeFilesTasklet tasklet = new MergeFilesTasklet(this.parts, this.output);
		StepExecution step = new StepExecution(1, "merge",
				new JobExecution(1, new JobInstance(1, "job"), new JobParameters()));
		step.setExecutionContext(new ExecutionContext(state));
		List<ExecutionContext> states = new ArrayList<>();
		RepeatStatus status = RepeatStatus.CONTINUABLE;
		while (status.isContinuable() && states.size() < max) {
			status = tasklet.execute(step.createStepContribution(), new ChunkContext(new StepContext(step)));
			states.add(new ExecutionContext(new TreeMap<>(Map.copyOf(step.getExecutionContext().toMap()))));
		}
		return states;
	}

}
