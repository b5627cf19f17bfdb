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

package io.github.togetherspring.sample.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application in this process.
 */
@ExtendWith(OutputCaptureExtension.class)
class SampleBatchApplicationTests {

	private static final String OUTPUT_WITHOUT_STATE = "has something else in it, or results of another input";

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	@TempDir
	Path directory;

	private Path input;

	private Path output;

	@BeforeEach
	void answerAll() {
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt())
			.respond((request) -> SimulatedResponse.completion("answer to " + request.prompt()));
		this.input = this.directory.resolve("in.jsonl");
		this.output = this.directory.resolve("out.jsonl");
	}

	@AfterAll
	static void close() {
		upstream.close();
	}

	@Test
	void fileIsCompletedOnTheSimulatorWithoutAWebServer(CapturedOutput console) throws IOException {
		write("{\"prompt\":\"The sky is\"}");
		try (ConfigurableApplicationContext application = SampleBatchApplication.start("--in=" + this.input,
				"--out=" + this.output, "--together.api-key=", "--together.base-url=")) {
			assertThat(application).isExactlyInstanceOf(AnnotationConfigApplicationContext.class);
			assertThat(SpringApplication.exit(application)).isZero();
		}
		assertThat(console.getErr()).contains("in.jsonl 100%", "1/1");
		assertThat(console.getOut()).contains("1 of 1 lines: 1 completed, 0 failed. This run: 1 lines in")
			.contains("completions come from the embedded simulator")
			.doesNotContain("WARN", "ERROR");
		assertThat(this.output).content().startsWith("{\"index\":0,\"response\":{");
	}

	@Test
	void linesHaveTheIndexAndTheIdOfTheirRequest() throws IOException {
		upstream.on(RequestPattern.prompt("refuse"))
			.respond(SimulatedResponse.error(429, "rate_limit", "slow down").withHeader("retry-after", "0"));
		write("{\"custom_id\":\"a\",\"prompt\":\"1\"}", "{\"custom_id\":\"b\",\"body\":{\"prompt\":\"refuse\"}}",
				"{broken", "", "{\"prompt\":\"2\"}");
		assertThat(run()).isEqualTo(3);
		List<JsonNode> results = results();
		assertThat(results).extracting((line) -> line.path("index").asInt()).containsExactly(0, 1, 2, 3, 4);
		assertThat(results.get(0).path("custom_id").asString()).isEqualTo("a");
		assertThat(results.get(1).path("custom_id").asString()).isEqualTo("b");
		assertThat(results.get(1).at("/error/upstream_status").asInt()).isEqualTo(429);
		assertThat(results.get(2).at("/error/detail").asString()).contains("broken JSON");
		assertThat(results.get(3).at("/error/detail").asString()).contains("blank");
		assertThat(results.get(4).at("/response/choices/0/text").asString()).isEqualTo("answer to 2");
	}

	@Test
	void lineThatIsTooLongIsALineWithAProblem() throws IOException {
		try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(this.input))) {
			out.write("{\"prompt\":\"".getBytes(StandardCharsets.UTF_8));
			byte[] megabyte = "x".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8);
			for (int i = 0; i < 20; i++) {
				out.write(megabyte);
			}
			out.write("\"}\n{\"prompt\":\"1\"}\n".getBytes(StandardCharsets.UTF_8));
		}
		assertThat(run()).isEqualTo(3);
		List<JsonNode> results = results();
		assertThat(results).hasSize(2);
		assertThat(results.get(0).at("/error/detail").asString()).contains("longer than 16777216 bytes");
		assertThat(results.get(1).has("response")).isTrue();
	}

	@Test
	void completeOutputIsNotRepeated(CapturedOutput console) throws IOException {
		write("{\"prompt\":\"1\"}", "{broken");
		assertThat(run()).isEqualTo(3);
		String results = Files.readString(this.output);
		assertThat(run()).isEqualTo(3);
		assertThat(this.output).hasContent(results);
		assertThat(upstream.requests()).hasSize(1);
		assertThat(console.getOut()).contains("2 of 2 lines: 1 completed, 1 failed. This run: 0 lines in 0.0 s.",
				"add --retry-failed");
	}

	@Test
	void wrongKeyEndsTheJobAfterTheFirstCallsAndTheRightOneContinuesIt(CapturedOutput console) throws IOException {
		write(requests(100));
		for (String prompt : List.of("60", "61", "62")) {
			upstream.on(RequestPattern.prompt(prompt)).respond(SimulatedResponse.error(401, "invalid_api_key", "no"));
		}
		assertThat(run("--concurrency=4")).isEqualTo(1);
		assertThat(upstream.requests()).hasSizeLessThanOrEqualTo(60 + 4);
		assertThat(console.getErr()).contains("The job was ended: ");
		assertThat(console.getOut()).contains("60 of 100 lines: 60 completed, 0 failed.",
				"Stopped; run the same command again to continue.");
		int calls = upstream.requests().size();
		answerAll();
		assertThat(run("--concurrency=4")).isZero();
		assertThat(calls - 60 + 100).isGreaterThanOrEqualTo(60 + upstream.requests().size());
		assertThatEachLineHasItsResponse(100);
	}

	@Test
	void failedRequestsAreSentAgain() throws IOException {
		write("{\"prompt\":\"0\"}", "{\"prompt\":\"1\",\"n\":0}", "{\"prompt\":\"2\"}", "{\"prompt\":\"3\"}");
		upstream.on(RequestPattern.prompt("2")).respond(SimulatedResponse.error(400, "invalid", "no"));
		assertThat(run()).isEqualTo(3);
		List<String> before = Files.readAllLines(this.output);
		answerAll();
		assertThat(run("--retry-failed")).isEqualTo(3);
		assertThat(upstream.requests()).extracting(ReceivedRequest::prompt).containsExactly("2");
		List<String> after = Files.readAllLines(this.output);
		assertThat(after).hasSize(4);
		assertThat(List.of(after.get(0), after.get(3))).isEqualTo(List.of(before.get(0), before.get(3)));
		assertThat(results().get(2).at("/response/choices/0/text").asString()).isEqualTo("answer to 2");
		assertThat(previous()).doesNotExist();
	}

	@Test
	void retryThatWasInterruptedIsContinued() throws IOException {
		write(requests(50));
		upstream.on(RequestPattern.promptContaining("4")).respond(SimulatedResponse.error(400, "invalid", "no"));
		assertThat(run()).isEqualTo(3);
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.error(401, "invalid_api_key", "no"));
		assertThat(run("--retry-failed")).isEqualTo(1);
		assertThat(previous()).exists();
		answerAll();
		assertThat(run("--retry-failed")).isZero();
		assertThat(previous()).doesNotExist();
		assertThat(upstream.requests()).extracting(ReceivedRequest::prompt).allMatch((prompt) -> prompt.contains("4"));
		assertThatEachLineHasItsResponse(50);
	}

	@Test
	void changedInputIsRefusedUntilItIsRestored(CapturedOutput console) throws IOException {
		write(requests(3));
		assertThat(run()).isZero();
		String results = Files.readString(this.output);
		write(requests(4));
		assertThat(run()).isEqualTo(2);
		assertThat(console.getErr()).contains(OUTPUT_WITHOUT_STATE, "was changed since");
		assertThat(this.output).hasContent(results);
		write(requests(3));
		assertThat(run()).isZero();
		assertThat(upstream.requests()).hasSize(3);
	}

	@Test
	void outputOfSomethingElseIsRefused(CapturedOutput console) throws IOException {
		write(requests(3));
		Files.writeString(this.output, "something else");
		assertThat(run()).isEqualTo(2);
		assertThat(console.getErr()).contains("Can't run the job: " + this.output + " " + OUTPUT_WITHOUT_STATE)
			.doesNotContain("Exception");
		assertThat(this.output).hasContent("something else");
		assertThat(upstream.requests()).isEmpty();
	}

	@Test
	void completeOutputThatIsMissingIsNotPaidForAgain(CapturedOutput console) throws IOException {
		write(requests(3));
		assertThat(run()).isZero();
		Files.delete(this.output);
		assertThat(run()).isEqualTo(2);
		assertThat(console.getErr()).contains("was complete and is missing. Restore it");
		assertThat(upstream.requests()).hasSize(3);
	}

	@Test
	void stateThatIsBrokenIsRefused(CapturedOutput console) throws IOException {
		write(requests(1));
		Files.writeString(this.directory.resolve("out.jsonl.job.mv.db"), "something else");
		assertThat(run()).isEqualTo(2);
		assertThat(console.getErr()).contains("can't be opened; restore it").doesNotContain("\tat ");
		assertThat(this.directory.resolve("out.jsonl.job.trace.db")).doesNotExist();
	}

	@Test
	void stateThatCanNotBeCreatedIsRefused(CapturedOutput console) throws IOException {
		write(requests(1));
		this.output = this.directory.resolve("x".repeat(250));
		assertThat(run()).isEqualTo(2);
		assertThat(console.getErr()).contains("can't be created; check its directory").doesNotContain("\tat ");
	}

	@Test
	void wrongUseMakesTheExitCode(CapturedOutput console) throws IOException {
		write(requests(1));
		assertThat(run("--concurrency=0")).isEqualTo(2);
		assertThat(console.getErr()).contains("Can't run the job: --concurrency must be 1 to 1000: 0");
	}

	@ParameterizedTest
	@CsvSource({ "worker, '', '--role=worker needs a database that all machines share; set spring.datasource.url'",
			"boss, '', '--role must be local, manager, worker or both: boss'",
			"'', '', '--role must be local, manager, worker or both: '",
			"manager, jdbc:h2:mem:x, '--role=manager needs a database that all machines share'",
			"both, jdbc:postgresql://localhost:1/x, 'in.jsonl is compressed and can\'\'t be divided; decompress it'" })
	void rolesThatCanNotWorkAreRefused(String role, String url, String message, CapturedOutput console)
			throws IOException {
		try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(this.input))) {
			out.write('\n');
		}
		assertThat(run("--role=" + role, "--spring.datasource.url=" + url)).isEqualTo(2);
		assertThat(console.getErr()).contains("Can't run the job: ", message).doesNotContain("Exception");
	}

	private void write(String... lines) throws IOException {
		Files.write(this.input, List.of(lines));
	}

	private static String[] requests(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "{\"prompt\":\"" + i + "\"}").toArray(String[]::new);
	}

	private int run(String... more) {
		List<String> options = new ArrayList<>(List.of(more));
		options.add("--together.base-url=" + upstream.baseUrl());
		options.add("--together.api-key=test-key");
		options.add("--together.retry.enabled=false");
		options.add("--together.pacing.enabled=false");
		return ApplicationRun.exitCode(this.input, this.output, options.toArray(String[]::new));
	}

	private Path previous() {
		return this.directory.resolve("out.jsonl.previous");
	}

	private List<JsonNode> results() throws IOException {
		return Files.readAllLines(this.output).stream().map(JsonMapper.shared()::readTree).toList();
	}

	private void assertThatEachLineHasItsResponse(int count) throws IOException {
		List<JsonNode> results = results();
		assertThat(results).hasSize(count);
		for (int i = 0; i < count; i++) {
			assertThat(results.get(i).path("index").asInt()).isEqualTo(i);
			assertThat(results.get(i).at("/response/choices/0/text").asString()).isEqualTo("answer to " + i);
		}
	}

}
