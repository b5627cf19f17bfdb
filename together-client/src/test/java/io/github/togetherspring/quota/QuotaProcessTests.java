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

package io.github.togetherspring.quota;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.quota.StoreServer.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that two processes share one quota, and that they survive the store.
 */
@Tag("processes")
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class QuotaProcessTests {

	private static final int CALLS = 150;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void processesNeverExceedTheQuotaTogether(Kind kind) throws IOException, InterruptedException {
		try (StoreServer server = StoreServer.start(kind); QuotaService service = new QuotaService()) {
			List<Process> processes = start(kind, server, service);
			long start = begin(processes);
			end(processes);
			assertThat(service.requests()).isEqualTo(2 * CALLS);
			service.assertQuotaHolds(start, 1, 0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void processesSurviveAStoreThatDiesAndReturns(Kind kind) throws IOException, InterruptedException {
		try (StoreServer server = StoreServer.start(kind); QuotaService service = new QuotaService()) {
			List<Process> processes = start(kind, server, service);
			long start = begin(processes);
			service.awaitRequests(80);
			server.stop();
			service.awaitRequests(service.requests() + 10);
			server.restart();
			end(processes);
			assertThat(service.requests()).isEqualTo(2 * CALLS);
			service.assertQuotaHolds(start, 2, 0.2);
		}
	}

	private List<Process> start(Kind kind, StoreServer server, QuotaService service) throws IOException {
		List<Process> processes = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			Path ready = this.directory.resolve("ready-" + i);
			processes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
					System.getProperty("java.class.path"), QuotaProcess.class.getName(), kind.name(), server.address(),
					service.baseUrl(), String.valueOf(CALLS), ready.toString())
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start());
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(ready));
		}
		return processes;
	}

	private static long begin(List<Process> processes) throws IOException {
		long start = System.nanoTime();
		for (Process process : processes) {
			process.getOutputStream().write('\n');
			process.getOutputStream().flush();
		}
		return start;
	}

	private static void end(List<Process> processes) throws InterruptedException {
		for (Process process : processes) {
			assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
	}

}
