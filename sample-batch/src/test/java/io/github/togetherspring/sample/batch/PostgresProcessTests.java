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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.testsupport.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application as a process of its own, with its state in PostgreSQL.
 */
@Tag("processes")
class PostgresProcessTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int SIGKILL = 128 + 9;

	private static final int LINES = 500;

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	private static final PostgresServer database = PostgresServer.start();

	@TempDir
	Path directory;

	private ApplicationProcesses processes;

	@BeforeEach
	void files() throws IOException {
		answer(Duration.ZERO);
		Files.write(this.directory.resolve("in.jsonl"),
				IntStream.range(0, LINES).mapToObj((i) -> "{\"prompt\":\"prompt " + i + "\"}").toList());
		this.processes = new ApplicationProcesses(this.directory, upstream.baseUrl(),
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.user(),
				"--spring.datasource.hikari.connection-timeout=1000");
	}

	@AfterEach
	void endProcesses() {
		this.processes.close();
	}

	@AfterAll
	static void close() {
		database.close();
		upstream.close();
	}

	@Test
	void databaseThatGoesAwayEndsTheJobAndItIsContinuedWhenItIsBack() throws Exception {
		answer(Duration.ofMillis(20));
		Process process = this.processes.start();
		for (int i = 0; i < 100; i++) {
			upstream.takeRequest(TIMEOUT);
		}
		database.stop();
		assertThat(this.processes.end(process)).isEqualTo(1);
		assertThat(this.processes.console()).contains("run the same command again to continue it");
		database.restart();
		assertThat(this.processes.run()).as(this.processes.console()).isZero();
		assertThatEveryLineHasItsResult();
		assertThat(upstream.requests()).hasSizeLessThanOrEqualTo(LINES + 32 + 20);
	}

	@Test
	void killedProcessIsRecoveredAndALivingOneIsNot() throws Exception {
		upstream.on(RequestPattern.prompt("prompt 200"))
			.respond(SimulatedResponse.completion("late").stallBeforeHeaders());
		Process first = this.processes.start();
		for (int i = 0; i < 201; i++) {
			upstream.takeRequest(TIMEOUT);
		}
		assertThat(this.processes.run()).as(this.processes.console()).isEqualTo(2);
		assertThat(this.processes.console()).contains("out.jsonl is being written by another process");
		first.destroyForcibly();
		assertThat(this.processes.end(first)).isEqualTo(SIGKILL);
		answer(Duration.ZERO);
		assertThat(this.processes.run()).as(this.processes.console()).isZero();
		assertThatEveryLineHasItsResult();
	}

	private static void answer(Duration delay) {
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt())
			.respond((request) -> SimulatedResponse.completion("answer to " + request.prompt()).withDelay(delay));
	}

	private void assertThatEveryLineHasItsResult() throws IOException {
		List<JsonNode> results = Files.readAllLines(this.processes.output())
			.stream()
			.map(JsonMapper.shared()::readTree)
			.toList();
		assertThat(results).hasSize(LINES);
		for (int i = 0; i < LINES; i++) {
			assertThat(results.get(i).path("index").asInt()).isEqualTo(i);
			assertThat(results.get(i).at("/response/choices/0/text").asString()).isEqualTo("answer to prompt " + i);
		}
	}

}
