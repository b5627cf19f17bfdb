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

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.WriterNotOpenException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JsonLinesItemWriter}.
 */
class JsonLinesItemWriterTests {

	@TempDir
	Path directory;

	private Path file;

	@BeforeEach
	void file() {
		this.file = this.directory.resolve("out.jsonl");
	}

	@Test
	void writesLinesInUtf8() throws Exception {
		JsonLinesItemWriter<String> writer = open(new ExecutionContext());
		writer.write(Chunk.of("é", "😀"));
		assertThat(this.file).hasBinaryContent("é\n😀\n".getBytes(StandardCharsets.UTF_8));
		writer.write(Chunk.of("c"));
		writer.close();
		assertThat(this.file).hasBinaryContent("é\n😀\nc\n".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void createsMissingDirectories() throws Exception {
		this.file = this.directory.resolve("a/b/out.jsonl");
		run(new ExecutionContext(), "1");
		assertThat(this.file).hasContent("1\n");
	}

	// A kill at any byte of the second chunk, before its commit or in the middle of it.
	@Test
	void restartAfterAKillContinuesAfterTheLastCommit() throws Exception {
		JsonLinesItemWriter<String> writer = open(new ExecutionContext());
		writer.write(Chunk.of("one", "two"));
		ExecutionContext committed = new ExecutionContext();
		writer.update(committed);
		long position = Files.size(this.file);
		writer.write(Chunk.of("three", "four"));
		writer.update(new ExecutionContext());
		byte[] bytes = Files.readAllBytes(this.file);
		byte[] state = Files.readAllBytes(state());
		writer.close();
		for (int length = (int) position; length <= bytes.length; length++) {
			killed(Arrays.copyOf(bytes, length), state);
			run(new ExecutionContext(committed), "three", "four");
			assertThat(this.file).as("killed at %d", length).hasContent("one\ntwo\nthree\nfour\n");
		}
	}

	@Test
	void restartAfterAKillBeforeTheFirstCommitBeginsAnew() throws Exception {
		JsonLinesItemWriter<String> writer = open(new ExecutionContext());
		byte[] opened = Files.readAllBytes(state());
		writer.write(Chunk.of("one", "two"));
		byte[] bytes = Files.readAllBytes(this.file);
		assertThat(Files.readAllBytes(state())).isEqualTo(opened);
		writer.close();
		for (int length = 0; length <= bytes.length; length++) {
			killed(Arrays.copyOf(bytes, length), opened);
			run(new ExecutionContext(), "one", "two");
			assertThat(this.file).as("killed at %d", length).hasContent("one\ntwo\n");
		}
	}

	@Test
	void restartAfterAKillBeforeTheFirstChunkBeginsAnew() throws Exception {
		Files.createFile(state());
		run(new ExecutionContext(), "one");
		assertThat(this.file).hasContent("one\n");
	}

	@Test
	void restartAfterAnEmptyCommitBeginsAnew() throws Exception {
		JsonLinesItemWriter<String> writer = open(new ExecutionContext());
		ExecutionContext committed = new ExecutionContext();
		writer.update(committed);
		writer.write(Chunk.of("one"));
		writer.close();
		run(new ExecutionContext(committed), "two");
		assertThat(this.file).hasContent("two\n");
		Files.delete(this.file);
		run(new ExecutionContext(committed), "three");
		assertThat(this.file).hasContent("three\n");
	}

	@Test
	void resultsAreExactAfterRandomKills() throws Exception {
		Random random = new Random(3);
		for (int round = 0; round < 40; round++) {
			this.file = this.directory.resolve("out-" + round);
			ExecutionContext committed = new ExecutionContext();
			int done = 0;
			while (done < 30) {
				JsonLinesItemWriter<String> writer = open(new ExecutionContext(committed));
				int chunks = random.nextInt(4);
				for (int i = 0; i < chunks && done < 30; i++) {
					int next = Math.min(done + 1 + random.nextInt(5), 30);
					writer.write(chunk(done, next));
					committed = new ExecutionContext(committed);
					writer.update(committed);
					done = next;
				}
				byte[] state = Files.readAllBytes(state());
				if (done < 30) {
					writer.write(chunk(done, 30));
				}
				byte[] bytes = Files.readAllBytes(this.file);
				long position = committed.getLong("out.position", 0);
				writer.close();
				killed(Arrays.copyOf(bytes, (int) random.nextLong(position, bytes.length + 1L)), state);
			}
			run(new ExecutionContext(committed));
			assertThat(Files.readAllLines(this.file)).containsExactlyElementsOf(chunk(0, 30).getItems());
		}
	}

	@Test
	void outputThatIsShorterThanWhatWasCommittedIsRefused() throws Exception {
		ExecutionContext committed = run(new ExecutionContext(), "one", "two");
		Files.writeString(this.file, "one\n");
		refused(committed, "has lost results that were committed", "should have at least 8 bytes", "has 4",
				"Restore it");
		assertThat(this.file).hasContent("one\n");
		Files.delete(this.file);
		refused(committed, "has lost results that were committed", "has 0");
		assertThat(this.file).doesNotExist();
	}

	@Test
	void outputThatWasReplacedIsRefused() throws Exception {
		ExecutionContext committed = run(new ExecutionContext(), "one", "two");
		Files.writeString(this.file, "something else\n");
		refused(committed, "has lost results that were committed");
		assertThat(this.file).hasContent("something else\n");
		Files.delete(this.file);
		Files.delete(state());
		run(new ExecutionContext(), "another", "job");
		refused(committed, "is not the one that this job has written", state().toString());
		assertThat(this.file).hasContent("another\njob\n");
	}

	@Test
	void outputWithoutItsStateIsRefusedAtARestart() throws Exception {
		ExecutionContext committed = run(new ExecutionContext(), "one");
		Files.delete(state());
		refused(committed, "already exists and is not the output of a job that can be restarted");
		assertThat(this.file).hasContent("one\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "precious", "{\"index\":0,\"response\":{}}\n", "\n" })
	void outputOfSomethingElseIsRefused(String content) throws IOException {
		Files.writeString(this.file, content);
		refused(new ExecutionContext(), this.file.toString(), "already exists", "choose another output");
		assertThat(this.file).hasContent(content);
		assertThat(state()).doesNotExist();
	}

	@Test
	void outputOfACompletedJobIsRefused() throws Exception {
		JsonLinesItemWriter<String> writer = open(new ExecutionContext());
		writer.write(Chunk.of("one"));
		writer.update(new ExecutionContext());
		StepExecution step = new StepExecution(1, "step",
				new JobExecution(1, new JobInstance(1, "job"), new JobParameters()));
		step.setStatus(BatchStatus.COMPLETED);
		writer.afterStep(step);
		writer.close();
		refused(new ExecutionContext(), "already exists");
		assertThat(this.file).hasContent("one\n");
	}

	@Test
	void outputOfAJobWhoseStateIsLostIsRefused() throws Exception {
		JsonLinesItemWriter<String> writer = open(new ExecutionContext());
		writer.write(Chunk.of("one"));
		writer.update(new ExecutionContext());
		writer.write(Chunk.of("two"));
		writer.close();
		refused(new ExecutionContext(), "already exists");
		assertThat(this.file).hasContent("one\ntwo\n");
	}

	@Test
	void emptyOutputIsUsed() throws Exception {
		Files.createFile(this.file);
		run(new ExecutionContext(), "one");
		assertThat(this.file).hasContent("one\n");
	}

	@Test
	void directoryIsRefused() throws IOException {
		Files.createDirectory(this.file);
		refused(new ExecutionContext(), this.file.toString(), "is a directory");
	}

	@Test
	void secondWriterIsRefused() throws Exception {
		JsonLinesItemWriter<String> first = open(new ExecutionContext());
		refused(new ExecutionContext(), this.file.toString(), "is being written by another job");
		first.write(Chunk.of("one"));
		ExecutionContext committed = new ExecutionContext();
		first.update(committed);
		refused(committed, "is being written by another job");
		first.close();
		run(committed, "two");
		assertThat(this.file).hasContent("one\ntwo\n");
	}

	// The limit fails the write in its middle, as a full disk does.
	@Test
	@EnabledOnOs(OS.LINUX)
	void fullDiskFailsAndNothingIsCommittedAfterwards() throws Exception {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Process process = new ProcessBuilder("bash", "-c", "ulimit -f 1 && exec \"$@\"", "bash", java.toString(),
				"-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), FullDisk.class.getName(),
				this.file.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		List<String> out;
		try (BufferedReader reader = process.inputReader()) {
			out = reader.lines().toList();
		}
		assertThat(process.waitFor()).isZero();
		assertThat(out).hasSize(4);
		assertThat(out.get(0)).contains(this.file.toString(), "can't be written", "Restart the job");
		assertThat(out.get(1)).contains("An earlier write");
		assertThat(out.get(2)).contains("has failed");
		assertThat(this.file).hasSize(1024);
		ExecutionContext committed = new ExecutionContext();
		committed.putLong("out.position", FullDisk.COMMITTED.length() + 1L);
		committed.putString("out.output", out.get(3));
		run(committed, "next");
		assertThat(this.file).hasContent(FullDisk.COMMITTED + "\nnext\n");
	}

	@Test
	void failureOfTheAggregatorLeavesTheOutputUsable() throws Exception {
		JsonLinesItemWriter<String> writer = JsonLinesItemWriter.<String>builder((item) -> {
			if (item.isEmpty()) {
				throw new IllegalArgumentException("empty");
			}
			return item;
		}).name("out").file(this.file).build();
		writer.open(new ExecutionContext());
		assertThatIllegalArgumentException().isThrownBy(() -> writer.write(Chunk.of("one", "")));
		writer.write(Chunk.of("one"));
		writer.close();
		assertThat(this.file).hasContent("one\n");
	}

	@Test
	void writerMustBeOpen() throws Exception {
		JsonLinesItemWriter<String> writer = writer();
		assertThatExceptionOfType(WriterNotOpenException.class).isThrownBy(() -> writer.write(Chunk.of("one")));
		writer.open(new ExecutionContext());
		writer.close();
		writer.close();
		assertThatExceptionOfType(WriterNotOpenException.class).isThrownBy(() -> writer.write(Chunk.of("one")));
	}

	@Test
	void requiresANameAndAFile() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> JsonLinesItemWriter.builder(String::toString).file(this.file).build())
			.withMessageContaining("name");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> JsonLinesItemWriter.builder(String::toString).name("out").build())
			.withMessageContaining("file");
	}

	private Path state() {
		return this.file.resolveSibling(this.file.getFileName() + ".state");
	}

	// The files as a process that is killed leaves them.
	private void killed(byte[] output, byte[] state) throws IOException {
		Files.write(this.file, output);
		Files.write(state(), state);
	}

	private void refused(ExecutionContext context, String... messages) {
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> open(context))
			.withMessageContainingAll(messages);
	}

	private ExecutionContext run(ExecutionContext context, String... items) throws Exception {
		JsonLinesItemWriter<String> writer = open(context);
		writer.write(Chunk.of(items));
		writer.update(context);
		writer.close();
		return context;
	}

	private JsonLinesItemWriter<String> open(ExecutionContext context) {
		JsonLinesItemWriter<String> writer = writer();
		writer.open(context);
		return writer;
	}

	private JsonLinesItemWriter<String> writer() {
		return JsonLinesItemWriter.<String>builder(String::toString).name("out").file(this.file).build();
	}

	private static Chunk<String> chunk(int from, int to) {
		return new Chunk<>(IntStream.range(from, to).mapToObj((i) -> "line " + i).toList());
	}

}
