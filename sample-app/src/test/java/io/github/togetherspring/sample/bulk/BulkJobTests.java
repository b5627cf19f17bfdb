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

package io.github.togetherspring.sample.bulk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.jackson.CompletionsJacksonModule;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BulkJob}.
 */
class BulkJobTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	@TempDir
	Path directory;

	private Path input;

	private Path output;

	@BeforeEach
	void reset() {
		upstream.reset();
		this.input = this.directory.resolve("in");
		this.output = this.directory.resolve("out");
	}

	@AfterAll
	static void close() {
		upstream.close();
	}

	@Test
	void everyLineHasAResultInOrder() throws IOException {
		upstream.on(RequestPattern.prompt("refuse")).respond(SimulatedResponse.error(400, "invalid", "no"));
		input(prompt("0"), "", prompt("refuse"), "{broken", prompt("4") + "\r", "[]", "{\"prompt\":\"5\",\"n\":0}",
				"\uFEFF" + prompt("7"), "   \r", "{\"prompt\":\"\u0000\"}", prompt("10"));
		Summary summary = job().run();
		assertThat(summary.isComplete()).isTrue();
		assertThat(summary.total()).isEqualTo(11);
		assertThat(summary.now()).isEqualTo(11);
		assertThat(summary.failed()).isEqualTo(7);
		List<JsonNode> results = results();
		assertThat(results).extracting((line) -> line.path("index").asInt())
			.containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
		assertThat(results).extracting((line) -> line.path("error").path("detail").asString(""))
			.containsExactly("", "The line is blank", results.get(2).path("error").path("detail").asString(),
					"The line is broken JSON in column 2", "", "The line must be a JSON object",
					"'n' must be at least 1: 0", "", "The line is blank", "The line is broken JSON in column 12", "");
		assertThat(results.get(2).path("error").path("upstream_status").asInt()).isEqualTo(400);
		assertThat(results.get(6).path("error").path("error_param").asString()).isEqualTo("n");
		assertThat(prompts()).containsExactlyInAnyOrder("0", "refuse", "4", "7", "10");
	}

	@Test
	void emptyInputIsDoneAtOnce() throws IOException {
		input();
		Summary summary = job().run();
		assertThat(summary.isComplete()).isTrue();
		assertThat(this.output).isEmptyFile();
	}

	@Test
	void lastLineNeedsNoEnd() throws IOException {
		Files.writeString(this.input, prompt("0") + "\n" + prompt("1"));
		assertThat(job().run().isComplete()).isTrue();
		assertThat(results()).hasSize(2);
	}

	@Test
	void bytesThatAreNoTextAreAFailure() throws IOException {
		Files.writeString(this.input, "{\"prompt\":\"\u00e9\"}\n" + prompt("1") + "\n", StandardCharsets.ISO_8859_1);
		assertThat(job().run().failed()).isOne();
		assertThat(results().get(0).path("error").path("detail").asString()).startsWith("The line is broken JSON");
	}

	@Test
	void lineThatIsTooLongIsAFailureAndNotTheEnd() throws IOException {
		input("{\"prompt\":\"" + "x".repeat(Tasks.MAX_LINE_LENGTH), prompt("1"));
		assertThat(job().run().failed()).isOne();
		assertThat(results().get(0).path("error").path("detail").asString()).contains("longer than 16777216 bytes");
		assertThat(results().get(1).has("response")).isTrue();
	}

	@Test
	void whatIsWrittenIsNotSentAgain() throws IOException {
		input(prompts(0, 20));
		job().run();
		byte[] whole = Files.readAllBytes(this.output);
		String seven = String.join("\n", Files.readAllLines(this.output).subList(0, 7)) + "\n";
		Files.writeString(this.output, seven + "{\"index\":7,\"respo");
		upstream.reset();
		Summary summary = job().run();
		assertThat(summary.written()).isEqualTo(20);
		assertThat(summary.now()).isEqualTo(13);
		assertThat(prompts())
			.containsExactlyInAnyOrder(IntStream.range(7, 20).mapToObj(String::valueOf).toArray(String[]::new));
		assertThat(Files.size(this.output)).isBetween(whole.length - 200L, whole.length + 200L);
		assertThat(results()).extracting((line) -> line.path("index").asInt())
			.containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
		upstream.reset();
		assertThat(job().run().now()).isZero();
		assertThat(upstream.requests()).isEmpty();
	}

	@Test
	void changedInputIsRefusedAndTheOutputLeftAlone() throws IOException {
		input(prompts(0, 3));
		job().run();
		byte[] whole = Files.readAllBytes(this.output);
		input(prompts(0, 4));
		assertThatExceptionOfType(BulkRefusedException.class).isThrownBy(() -> job().run())
			.withMessageContaining("results of another input");
		assertThat(this.output).hasBinaryContent(whole);
	}

	@Test
	void outputOfSomethingElseIsRefusedAndLeftAlone() throws IOException {
		input(prompts(0, 3));
		Files.writeString(this.output, "precious");
		assertThatExceptionOfType(BulkRefusedException.class).isThrownBy(() -> job().run())
			.withMessageContaining("has something else in it");
		assertThat(this.output).hasContent("precious");
		assertThat(this.directory).isDirectoryNotContaining("glob:**.state");
	}

	@Test
	void emptyOutputIsTaken() throws IOException {
		input(prompts(0, 3));
		Files.createFile(this.output);
		assertThat(job().run().isComplete()).isTrue();
	}

	@Test
	void secondWriterIsRefused() throws IOException {
		input(prompts(0, 3));
		try (OutputClaim claim = OutputClaim.of(command(false), Fingerprint.of(this.input))) {
			assertThatExceptionOfType(BulkRefusedException.class).isThrownBy(() -> job().run())
				.withMessageContaining("is being written by another process");
			claim.open().close();
		}
		assertThat(job().run().isComplete()).isTrue();
	}

	@Test
	void failedRequestsAreKeptUnlessTheyAreToBeSentAgain() throws IOException {
		upstream.on(RequestPattern.prompt("1")).respond(SimulatedResponse.error(400, "invalid", "no"));
		upstream.on(RequestPattern.prompt("3")).respond(SimulatedResponse.error(400, "invalid", "no"));
		input(prompts(0, 5));
		assertThat(job().run().failed()).isEqualTo(2);
		List<String> first = Files.readAllLines(this.output);
		upstream.reset();
		upstream.on(RequestPattern.prompt("3")).respond(SimulatedResponse.error(400, "invalid", "still no"));
		assertThat(job().run().now()).isZero();
		assertThat(upstream.requests()).isEmpty();
		Summary summary = retryJob().run();
		assertThat(summary.isComplete()).isTrue();
		assertThat(summary.failed()).isOne();
		assertThat(prompts()).containsExactlyInAnyOrder("1", "3");
		List<String> second = Files.readAllLines(this.output);
		assertThat(List.of(second.get(0), second.get(2), second.get(4))).containsExactly(first.get(0), first.get(2),
				first.get(4));
		assertThat(results().get(1).has("response")).isTrue();
		assertThat(second.get(3)).contains("still no");
		assertThat(this.directory).isDirectoryNotContaining("glob:**.previous");
	}

	@Test
	void retryThatWasKilledGoesOn() throws IOException {
		upstream.on(RequestPattern.prompt("1")).respond(SimulatedResponse.error(400, "invalid", "no"));
		upstream.on(RequestPattern.prompt("3")).respond(SimulatedResponse.error(400, "invalid", "no"));
		input(prompts(0, 5));
		job().run();
		upstream.reset();
		// As it is when the process dies after three lines, of which the second failed
		// again.
		Files.move(this.output, command(true).previous());
		List<String> earlier = Files.readAllLines(command(true).previous());
		Files.writeString(this.output, String.join("\n", earlier.subList(0, 3)) + "\n{\"ind");
		assertThat(retryJob().run().failed()).isOne();
		assertThat(prompts()).containsExactly("3");
		assertThat(retryJob().run().failed()).isZero();
		assertThat(prompts()).containsExactly("3", "1");
		assertThat(results()).hasSize(5);
	}

	@Test
	void retryOfAnIncompleteOutputAlsoDoesTheRest() throws IOException {
		upstream.on(RequestPattern.prompt("1")).respond(SimulatedResponse.error(400, "invalid", "no"));
		input(prompts(0, 5));
		job().run();
		String three = String.join("\n", Files.readAllLines(this.output).subList(0, 3)) + "\n";
		Files.writeString(this.output, three + "{\"index\":3,\"response\":");
		upstream.reset();
		assertThat(retryJob().run().failed()).isZero();
		assertThat(prompts()).containsExactlyInAnyOrder("1", "3", "4");
		assertThat(results()).hasSize(5);
	}

	@Test
	void retryOfACompleteOutputIsNotTakenForTheOneThatLedToIt() throws IOException {
		upstream.on(RequestPattern.prompt("1")).respond(SimulatedResponse.error(400, "invalid", "no"));
		input(prompts(0, 3));
		job().run();
		// As it is when the process dies before the last step.
		Files.copy(this.output, command(true).previous());
		upstream.reset();
		assertThat(retryJob().run().failed()).isZero();
		assertThat(prompts()).containsExactly("1");
	}

	@Test
	void stoppingCancelsTheCallsAndKeepsWhatIsWritten() throws Exception {
		upstream.on(RequestPattern.prompt("3")).respond(SimulatedResponse.completion("never").stallBeforeHeaders());
		input(prompts(0, 50));
		BulkJob job = job();
		FutureTask<Summary> run = start(job::run);
		awaitRequest("3");
		job.stop();
		assertThat(run).succeedsWithin(TIMEOUT).satisfies((summary) -> {
			assertThat(summary.isComplete()).isFalse();
			assertThat(summary.written()).isLessThanOrEqualTo(3);
			assertThat(summary.failed()).isZero();
		});
		assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
		assertThat(Files.readString(this.output)).matches("(?s)(\\{.*}\n)*");
		upstream.reset();
		assertThat(job().run().isComplete()).isTrue();
		assertThat(results()).hasSize(50);
	}

	@Test
	void inputIsReadNoFasterThanCallsEnd() throws Exception {
		upstream.on(RequestPattern.prompt("0")).respond(SimulatedResponse.completion("never").stallBeforeHeaders());
		input(prompts(0, 1000));
		BulkJob job = job();
		FutureTask<Summary> run = start(job::run);
		awaitRequest("0");
		job.stop();
		assertThat(run).succeedsWithin(TIMEOUT);
		assertThat(upstream.requests()).hasSizeLessThanOrEqualTo(4);
		assertThat(this.output).isEmptyFile();
	}

	@Test
	void outputThatCannotBeWrittenIsTold() throws IOException {
		input(prompts(0, 3));
		this.output = this.directory.resolve("none/out");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> job().run()).withMessageContaining("none/out");
		assertThat(upstream.requests()).isEmpty();
	}

	private BulkJob job() {
		return job(false);
	}

	private BulkJob retryJob() {
		return job(true);
	}

	private BulkJob job(boolean retryFailed) {
		return new BulkJob(command(retryFailed),
				CompletionsClients.builder().baseUrl(upstream.baseUrl()).apiKey("test-key").build(),
				JsonMapper.builder().addModule(new CompletionsJacksonModule()).build());
	}

	private BulkCommand command(boolean retryFailed) {
		return new BulkCommand(this.input, this.output, 4, retryFailed);
	}

	private void input(String... lines) throws IOException {
		Files.write(this.input, List.of(lines));
	}

	private List<JsonNode> results() throws IOException {
		return Files.readAllLines(this.output).stream().map(JsonMapper.shared()::readTree).toList();
	}

	private static String[] prompts(int start, int end) {
		return IntStream.range(start, end).mapToObj((i) -> prompt("" + i)).toArray(String[]::new);
	}

	private static String prompt(String prompt) {
		return "{\"model\":\"m\",\"max_tokens\":2,\"prompt\":\"" + prompt + "\"}";
	}

	private static List<String> prompts() {
		return upstream.requests().stream().map(ReceivedRequest::prompt).toList();
	}

	private static void awaitRequest(String prompt) {
		ReceivedRequest request = upstream.takeRequest(TIMEOUT);
		while (!prompt.equals(request.prompt())) {
			request = upstream.takeRequest(TIMEOUT);
		}
	}

	private static <T> FutureTask<T> start(Callable<T> code) {
		FutureTask<T> task = new FutureTask<>(code);
		new Thread(task, "bulk").start();
		return task;
	}

}
