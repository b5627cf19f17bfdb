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

package io.github.togetherspring.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application with {@code --bulk} as a process of its own, which is killed.
 */
@Tag("processes")
class BulkProcessTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private static final int CONTROL_C = 3;

	private static final int SIGINT = 128 + 2;

	private static final int SIGKILL = 128 + 9;

	private static final int SIGTERM = 128 + 15;

	private static final int KILLS = 10;

	private static final int LINES = 2000;

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	@TempDir
	Path directory;

	private final List<Process> processes = new ArrayList<>();

	private Path input;

	private Path output;

	@BeforeEach
	void files() throws IOException {
		answerAll();
		this.input = Files.write(this.directory.resolve("in.jsonl"),
				IntStream.range(0, LINES).mapToObj(BulkProcessTests::line).toList());
		this.output = this.directory.resolve("out.jsonl");
	}

	@AfterEach
	void endProcesses() {
		this.processes.forEach(Process::destroyForcibly);
	}

	@AfterAll
	static void close() {
		upstream.close();
	}

	@Test
	void killingItTenTimesLosesNothingAndRepeatsNothingThatWasWritten() throws Exception {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Set<String> written = new HashSet<>();
		for (int kill = 0; kill < KILLS; kill++) {
			Process process = start();
			int requests = random.nextInt(LINES / KILLS / 2);
			for (int i = 0; i < requests; i++) {
				upstream.takeRequest(TIMEOUT);
			}
			assertThat(end(process.destroyForcibly())).as("seed %d", seed).isEqualTo(SIGKILL);
			assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
			assertThat(prompts()).as("seed %d", seed).noneMatch(written::contains);
			written.addAll(promptsOfWholeLines());
			assertThat(written).as("seed %d", seed).hasSizeLessThan(LINES);
			answerAll();
		}
		assertThat(written).as("seed %d", seed).isNotEmpty();
		assertThat(end(start())).as("seed %d", seed).isEqualTo(3);
		assertThat(prompts()).as("seed %d", seed).noneMatch(written::contains);
		assertThatEveryLineHasItsResult();
	}

	@Test
	void terminatingItCancelsTheCallsAndKeepsWhatIsWritten() throws Exception {
		Process process = start();
		for (int i = 0; i < 100; i++) {
			upstream.takeRequest(TIMEOUT);
		}
		process.destroy();
		assertThat(end(process)).isEqualTo(SIGTERM);
		assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
		assertThat(console()).contains(" of 2000 lines: ", "Stopped; the same command goes on from here.")
			.doesNotContain("Exception");
		assertThat(Files.readString(this.output)).endsWith("}\n").doesNotContain("\"status\":503");
		assertThat(end(start())).isEqualTo(3);
		assertThatEveryLineHasItsResult();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void interruptingItAtATerminalStopsItToo() throws Exception {
		// Who starts the tests in the background may have let Ctrl-C be ignored.
		String line = "env --default-signal=INT "
				+ command().stream().map((word) -> "'" + word + "'").collect(Collectors.joining(" "));
		Process terminal = start(List.of("script", "--quiet", "--return", "--command", line, "/dev/null"));
		for (int i = 0; i < 100; i++) {
			upstream.takeRequest(TIMEOUT);
		}
		try (OutputStream keyboard = terminal.getOutputStream()) {
			keyboard.write(CONTROL_C);
			keyboard.flush();
			assertThat(end(terminal)).isEqualTo(SIGINT);
		}
		assertThat(console()).contains("\rin.jsonl ", "Stopped; the same command goes on from here.")
			.doesNotContain("Exception");
		assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
	}

	private static void answerAll() {
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt())
			.respond((request) -> SimulatedResponse.completion("answer to " + request.prompt()));
		upstream.on(RequestPattern.promptContaining("refuse")).respond(SimulatedResponse.error(400, "invalid", "no"));
	}

	private Process start() throws IOException {
		return start(command());
	}

	private List<String> command() {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), SampleApplication.class.getName(),
				"--bulk=" + this.input, "--out=" + this.output, "--concurrency=16",
				"--together.base-url=" + upstream.baseUrl(), "--together.api-key=test-key");
	}

	private Process start(List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("console").toFile()))
			.start();
		this.processes.add(process);
		return process;
	}

	private int end(Process process) throws InterruptedException, IOException {
		assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as(console()).isTrue();
		return process.exitValue();
	}

	private String console() throws IOException {
		return Files.readString(this.directory.resolve("console"));
	}

	private List<String> promptsOfWholeLines() throws IOException {
		if (!Files.exists(this.output)) {
			return List.of();
		}
		String content = Files.readString(this.output);
		return IntStream.range(0, (int) content.chars().filter((c) -> c == '\n').count())
			.mapToObj(BulkProcessTests::prompt)
			.toList();
	}

	private void assertThatEveryLineHasItsResult() throws IOException {
		List<String> lines = Files.readAllLines(this.output, StandardCharsets.UTF_8);
		assertThat(lines).hasSize(LINES);
		for (int i = 0; i < LINES; i++) {
			JsonNode line = JsonMapper.shared().readTree(lines.get(i));
			assertThat(line.path("index").asInt()).isEqualTo(i);
			if (i % 100 == 3) {
				assertThat(line.path("error").path("upstream_status").asInt()).as("line %d", i).isEqualTo(400);
			}
			else if (i % 100 == 7) {
				assertThat(line.path("error").path("detail").asString()).as("line %d", i).contains("broken JSON");
			}
			else {
				assertThat(line.path("response").path("choices").path(0).path("text").asString()).as("line %d", i)
					.isEqualTo("answer to " + prompt(i));
			}
		}
	}

	private static String line(int index) {
		return (index % 100 == 7) ? "{broken" : "{\"model\":\"m\",\"prompt\":\"" + prompt(index) + "\"}";
	}

	private static String prompt(int index) {
		return ((index % 100 == 3) ? "refuse " : "prompt ") + index;
	}

	private static Set<String> prompts() {
		return upstream.requests().stream().map(ReceivedRequest::prompt).collect(Collectors.toSet());
	}

}
