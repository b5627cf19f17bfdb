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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.togetherspring.simulator.TogetherSimulator;
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
 * Tests for the application as a process of its own, which is killed or stopped.
 */
@Tag("processes")
class KilledProcessTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int CONTROL_C = 3;

	private static final int SIGINT = 128 + 2;

	private static final int SIGKILL = 128 + 9;

	private static final int SIGTERM = 128 + 15;

	private static final int LINES = 2000;

	// Each kill repeats what was read and not committed: the window, and a chunk.
	private static final int REPEATED = 32 + 20;

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	private final Random random = new Random();

	@TempDir
	Path directory;

	private ApplicationProcesses processes;

	@BeforeEach
	void files() throws IOException {
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt())
			.respond((request) -> SimulatedResponse.completion("answer to " + request.prompt() + "."));
		upstream.on(RequestPattern.promptContaining("refuse")).respond(SimulatedResponse.error(400, "invalid", "no"));
		Files.write(this.directory.resolve("in.jsonl"),
				IntStream.range(0, LINES).mapToObj(KilledProcessTests::line).toList());
		this.processes = new ApplicationProcesses(this.directory, upstream.baseUrl());
	}

	@AfterEach
	void endProcesses() {
		this.processes.close();
	}

	@AfterAll
	static void close() {
		upstream.close();
	}

	@Test
	void killingItThirtyTimesLosesNothingAndRepeatsLittle() throws Exception {
		int kills = 0;
		for (int i = 0; i < 30; i++) {
			Process process = this.processes.start();
			awaitRandomMoment(process, 150);
			process.destroyForcibly();
			int exitCode = this.processes.end(process);
			assertThat(exitCode).as(this.processes.console()).isIn(SIGKILL, 3);
			kills += (exitCode == SIGKILL) ? 1 : 0;
			assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
		}
		assertThat(kills).isGreaterThan(25);
		assertThat(this.processes.run()).isEqualTo(3);
		assertThatEveryLineHasItsResult();
		assertThat(upstream.requests()).hasSizeLessThanOrEqualTo(requests() + kills * REPEATED);
	}

	@Test
	void stoppingItTenTimesRepeatsNoCall() throws Exception {
		for (int i = 0; i < 10; i++) {
			Process process = this.processes.start();
			awaitRandomMoment(process, 100);
			process.destroy();
			assertThat(this.processes.end(process)).as(this.processes.console()).isEqualTo(SIGTERM);
		}
		assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
		assertThat(this.processes.run()).isEqualTo(3);
		assertThat(this.processes.console()).doesNotContain("Exception")
			.contains("Stopped; run the same command again to continue.");
		assertThatEveryLineHasItsResult();
		assertThat(upstream.requests()).hasSize(requests());
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void interruptingItAtATerminalStopsItToo() throws Exception {
		// Who starts the tests in the background may have let Ctrl-C be ignored.
		String line = "env --default-signal=INT "
				+ this.processes.command().stream().map((word) -> "'" + word + "'").collect(Collectors.joining(" "));
		Process terminal = this.processes
			.start(List.of("script", "--quiet", "--return", "--command", line, "/dev/null"));
		for (int i = 0; i < 100; i++) {
			upstream.takeRequest(TIMEOUT);
		}
		try (OutputStream keyboard = terminal.getOutputStream()) {
			keyboard.write(CONTROL_C);
			keyboard.flush();
			assertThat(this.processes.end(terminal)).isEqualTo(SIGINT);
		}
		assertThat(this.processes.console()).contains("\rin.jsonl ", "Stopped; run the same command again to continue.")
			.doesNotContain("Exception");
		assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
	}

	@Test
	void killingARetryIsContinuedWithTheEarlierResults() throws Exception {
		assertThat(this.processes.run()).isEqualTo(3);
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt())
			.respond((request) -> SimulatedResponse.completion("answer to " + request.prompt()));
		for (int i = 0; i < 3; i++) {
			Process process = this.processes.start("--retry-failed");
			awaitRequests(process, 1);
			process.destroyForcibly();
			assertThat(this.processes.end(process)).isEqualTo(SIGKILL);
			assertThat(Files.exists(this.directory.resolve("out.jsonl.previous"))).isTrue();
			assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
		}
		assertThat(this.processes.run("--retry-failed")).isEqualTo(3);
		List<JsonNode> results = results();
		assertThat(results).hasSize(LINES);
		for (int i = 0; i < LINES; i++) {
			assertThat(results.get(i).path("index").asInt()).isEqualTo(i);
			assertThat(results.get(i).has("response")).as("line %d", i).isEqualTo(!isBroken(i));
		}
		assertThat(upstream.requests()).allMatch((request) -> request.prompt().startsWith("refuse"));
		assertThat(this.directory.resolve("out.jsonl.previous")).doesNotExist();
	}

	@Test
	void secondProcessIsRefused() throws Exception {
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.completion("late").stallBeforeHeaders());
		Process first = this.processes.start();
		upstream.takeRequest(TIMEOUT);
		assertThat(this.processes.run()).isEqualTo(2);
		assertThat(this.processes.console()).contains("out.jsonl is being written by another process; wait for its end")
			.doesNotContain("Exception");
		assertThat(first.isAlive()).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void fullDiskEndsTheJobAndItIsContinuedWhenThereIsSpace() throws Exception {
		upstream.on(RequestPattern.promptContaining("prompt"))
			.respond((request) -> SimulatedResponse
				.completion("answer to " + request.prompt() + "." + "x".repeat(4000)));
		String line = "ulimit -f 1000; exec "
				+ this.processes.command().stream().map((word) -> "'" + word + "'").collect(Collectors.joining(" "));
		assertThat(this.processes.end(this.processes.start(List.of("bash", "-c", line)))).isEqualTo(2);
		assertThat(this.processes.console()).contains("out.jsonl can't be written");
		assertThat(this.processes.run()).isEqualTo(3);
		assertThatEveryLineHasItsResult();
	}

	// After a number of requests, or after a time, which may be before the first one.
	private void awaitRandomMoment(Process process, int requests) throws InterruptedException {
		if (this.random.nextInt(4) == 0) {
			process.waitFor(this.random.nextInt(4000), TimeUnit.MILLISECONDS);
			return;
		}
		awaitRequests(process, 1 + this.random.nextInt(requests));
	}

	private void awaitRequests(Process process, int requests) throws InterruptedException {
		int moment = upstream.requests().size() + requests;
		boolean ended = false;
		while (!ended && upstream.requests().size() < moment) {
			ended = process.waitFor(2, TimeUnit.MILLISECONDS);
		}
	}

	private void assertThatEveryLineHasItsResult() throws IOException {
		List<JsonNode> results = results();
		assertThat(results).hasSize(LINES);
		for (int i = 0; i < LINES; i++) {
			JsonNode line = results.get(i);
			assertThat(line.path("index").asInt()).isEqualTo(i);
			if (isBroken(i)) {
				assertThat(line.at("/error/detail").asString()).as("line %d", i).contains("broken JSON");
			}
			else if (isRefused(i)) {
				assertThat(line.at("/error/upstream_status").asInt()).as("line %d", i).isEqualTo(400);
			}
			else {
				assertThat(line.at("/response/choices/0/text").asString()).as("line %d", i)
					.startsWith("answer to prompt " + i + ".");
			}
		}
	}

	private List<JsonNode> results() throws IOException {
		return Files.readAllLines(this.processes.output()).stream().map(JsonMapper.shared()::readTree).toList();
	}

	private static String line(int index) {
		return isBroken(index) ? "{broken"
				: "{\"prompt\":\"" + (isRefused(index) ? "refuse " : "prompt ") + index + "\"}";
	}

	private static boolean isBroken(int index) {
		return index % 100 == 7;
	}

	private static boolean isRefused(int index) {
		return index % 100 == 3;
	}

	private static int requests() {
		return LINES - LINES / 100;
	}

}
