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

package io.github.togetherspring.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that devtools restarts an application with calls under way, in a process of its
 * own.
 */
class DevtoolsTests {

	// Less than the shutdown phase, which a restart must not wait for.
	private static final Duration RESTART = Duration.ofMinutes(1);

	private static final int RESTARTS = 3;

	@TempDir
	private Path directory;

	@TempDir
	private Path classes;

	private final TogetherSimulator upstream = TogetherSimulator.start();

	private Process application;

	@BeforeEach
	void start() throws IOException {
		this.upstream.on(RequestPattern.prompt(RestartedApplication.ENDLESS_PROMPT))
			.respond(SimulatedResponse.fromModel().stallAfter(1));
		this.application = new ProcessBuilder(command()).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("console").toFile())
			.start();
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.application.destroyForcibly().waitFor();
		this.upstream.close();
	}

	@Test
	void restartEndsCallsAndTheNextOnesAreMade() throws IOException {
		awaitCalls();
		for (int restart = 1; restart <= RESTARTS; restart++) {
			change(restart);
			awaitCalls();
			Awaitility.await().until(() -> this.upstream.activeRequests() == 1);
		}
		assertThat(console()).contains("Stream ended: ClientStoppedException").doesNotContain("LEAK", "\tat ");
	}

	// The trigger says that all changes are there, and is none itself.
	private void change(int restart) throws IOException {
		Files.writeString(this.classes.resolve("changed"), "restart " + restart);
		Files.writeString(this.classes.resolve("trigger"), "restart " + restart);
	}

	private void awaitCalls() throws IOException {
		assertThat(this.upstream.takeRequest(RESTART).prompt()).as(console())
			.isEqualTo(RestartedApplication.FIRST_PROMPT);
		assertThat(this.upstream.takeRequest(RESTART).prompt()).as(console())
			.isEqualTo(RestartedApplication.ENDLESS_PROMPT);
	}

	private List<String> command() {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), RestartedApplication.class.getName(),
				"--server.port=0", "--server.shutdown=immediate", "--together.base-url=" + this.upstream.baseUrl(),
				"--together.api-key=test-key", "--together.completions.model=m", "--together.stream-idle-timeout=1h",
				"--spring.lifecycle.timeout-per-shutdown-phase=1h", "--spring.devtools.restart.poll-interval=100ms",
				"--spring.devtools.restart.quiet-period=20ms", "--spring.devtools.restart.trigger-file=trigger",
				"--spring.devtools.restart.additional-paths=" + this.classes);
	}

	private String console() throws IOException {
		return Files.readString(this.directory.resolve("console"));
	}

}
