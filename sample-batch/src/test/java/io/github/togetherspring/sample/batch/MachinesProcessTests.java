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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.testsupport.PostgresServer;
import io.github.togetherspring.testsupport.RabbitServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a manager and three workers as processes of their own, of which any may die
 * or pause, as may the database, the network and the broker.
 * <p>
 * By default, each transport has half of what may happen, so that the build is short.
 * {@code -Dmachines.lines=50000 -Dmachines.rounds=50 -Dmachines.minutes=30} makes more of
 * it, with everything on both transports; {@code -Dmachines.seed} repeats the order of
 * what happens.
 */
@Tag("processes")
class MachinesProcessTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int SIGKILL = 128 + 9;

	private static final int SIGTERM = 128 + 15;

	private static final int UNFINISHED = 1;

	private static final int SOME_FAILED = 3;

	private static final int LINES = Integer.getInteger("machines.lines", 1200);

	private static final int LINES_WITHOUT_DEATHS = 300;

	private static final Integer ROUNDS = Integer.getInteger("machines.rounds");

	private static final long SEED = Long.getLong("machines.seed", System.nanoTime());

	private static final Duration LEASE = Duration.ofSeconds(3);

	// What a worker has read and not committed: in any order it reads twice as many lines
	// as it makes calls, and then there is the chunk.
	private static final int REPEATED = 2 * Machines.CONCURRENCY + 20;

	private static final int WORKERS = 3;

	private static final double MEDIAN_MILLIS = 120;

	private static final int MAX_MILLIS = 3000;

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	private static final PostgresServer database = PostgresServer.start();

	private static final RabbitServer broker = RabbitServer.start();

	// The broker takes longer to start than everything else.
	private static final ExecutorService brokerStart = Executors.newSingleThreadExecutor();

	private final Random random = new Random(SEED);

	@TempDir
	Path directory;

	private Machines machines;

	private Future<?> brokerRestart;

	// The simulator does not keep all requests.
	private final AtomicInteger calls = new AtomicInteger();

	private int lines;

	@BeforeEach
	void respond() {
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt()).respond((request) -> {
			this.calls.incrementAndGet();
			return SimulatedResponse.completion("answer to " + request.prompt() + ".")
				.withDelay(delay(request.prompt()));
		});
		upstream.on(RequestPattern.promptContaining("refuse")).respond((request) -> {
			this.calls.incrementAndGet();
			return SimulatedResponse.error(400, "invalid", "no");
		});
	}

	@AfterEach
	void endProcesses() throws Exception {
		if (this.machines != null) {
			this.machines.close();
		}
		awaitBroker();
	}

	@AfterAll
	static void close() {
		brokerStart.shutdown();
		broker.close();
		database.close();
		upstream.close();
	}

	private void prepare(String name, int lines, Duration lease, Transport transport) throws IOException {
		this.lines = lines;
		Files.write(this.directory.resolve("in.jsonl"),
				IntStream.range(0, lines).mapToObj(MachinesProcessTests::line).toList());
		this.machines = new Machines(this.directory, Path.of("target", "machines", name), upstream.baseUrl(), database,
				lease, transport.options());
	}

	@ParameterizedTest
	@EnumSource
	void eachLineIsCompletedOnceWhateverDiesOrPauses(Transport transport) throws Exception {
		prepare("chaos-" + transport, LINES, LEASE, transport);
		this.machines.startManager();
		this.machines.startWorker(1);
		this.machines.startWorker(2);
		this.machines.startRemoteWorker(WORKERS);
		int repeated = 0;
		List<Disturbance> disturbances = disturbances(transport);
		for (Disturbance disturbance : disturbances) {
			continueManager();
			awaitRequests(1 + this.random.nextInt(LINES / disturbances.size() / 3));
			assertThat(this.calls).as(this::description).hasValueLessThan(requests());
			disturb(disturbance);
			repeated += disturbance.workers * REPEATED;
		}
		int exitCode = this.machines.end(this.machines.process("manager"));
		if (exitCode == UNFINISHED) {
			exitCode = this.machines.end(this.machines.startManager());
		}
		assertThat(exitCode).as(this::description).isEqualTo(SOME_FAILED);
		assertThatEveryLineHasItsResult();
		// On a busy machine, workers lose claims by themselves.
		repeated += this.machines.count("is lost: another worker may continue it") * REPEATED;
		assertThat(this.calls.get()).as(this::description).isBetween(requests(), requests() + repeated);
	}

	private List<Disturbance> disturbances(Transport transport) {
		List<Disturbance> possible = Stream.of(Disturbance.values())
			.filter((disturbance) -> (ROUNDS != null) ? transport.has(disturbance) : disturbance.transport == transport)
			.toList();
		int rounds = (ROUNDS != null) ? ROUNDS : possible.size();
		List<Disturbance> disturbances = new ArrayList<>();
		for (int round = 0; round < rounds; round++) {
			disturbances.add(possible.get(round % possible.size()));
		}
		Collections.shuffle(disturbances, this.random);
		return disturbances;
	}

	@Test
	void workersMayComeAndGoWithoutACallThatIsRepeated() throws Exception {
		prepare("leaving", LINES_WITHOUT_DEATHS, TIMEOUT, Transport.POSTGRESQL);
		Process manager = this.machines.startManager();
		Process first = this.machines.startWorker(1);
		awaitRequests(100);
		this.machines.startWorker(2);
		first.destroy();
		assertThat(this.machines.end(first)).as(this::description).isEqualTo(SIGTERM);
		assertThat(this.machines.end(manager)).as(this::description).isEqualTo(SOME_FAILED);
		assertThatEveryLineHasItsResult();
		assertThat(this.calls).as(this::description).hasValue(requests());
	}

	private String description() {
		return "seed " + SEED + ", " + this.machines.logs();
	}

	// It ends if the database is away while the application starts.
	private void continueManager() throws Exception {
		Process manager = this.machines.process("manager");
		if (!manager.isAlive()) {
			assertThat(manager.exitValue()).as(this::description).isEqualTo(UNFINISHED);
			this.machines.startManager();
		}
	}

	private void disturb(Disturbance disturbance) throws Exception {
		int number = 1 + this.random.nextInt(WORKERS);
		switch (disturbance) {
			case KILL_WORKER -> {
				kill("worker-" + number);
				if (number == WORKERS) {
					this.machines.startRemoteWorker(number);
				}
				else {
					this.machines.startWorker(number);
				}
			}
			case KILL_MANAGER -> {
				kill("manager");
				this.machines.startManager();
			}
			case PAUSE_WORKER -> {
				Process worker = this.machines.process("worker-" + number);
				Machines.signal("STOP", worker);
				pause(LEASE.multipliedBy(3).dividedBy(2));
				Machines.signal("CONT", worker);
			}
			case RESTART_DATABASE -> {
				database.stop();
				database.restart();
			}
			case CUT_NETWORK -> {
				this.machines.network().silence();
				pause(LEASE.multipliedBy(2));
				this.machines.network().resume();
			}
			case RESTART_BROKER -> {
				awaitBroker();
				broker.stop();
				this.brokerRestart = brokerStart.submit(broker::restart);
			}
		}
	}

	private void awaitBroker() throws Exception {
		if (this.brokerRestart != null) {
			this.brokerRestart.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
	}

	// It may have ended by itself, see above.
	private void kill(String name) throws Exception {
		Process process = this.machines.process(name);
		process.destroyForcibly();
		assertThat(this.machines.end(process)).as(this::description).isIn(SIGKILL, UNFINISHED);
	}

	private void pause(Duration duration) throws InterruptedException {
		this.machines.process("manager").waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void awaitRequests(int requests) throws InterruptedException {
		int moment = this.calls.get() + requests;
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		boolean ended = false;
		while (!ended && this.calls.get() < moment && System.nanoTime() < deadline) {
			ended = this.machines.process("manager").waitFor(20, TimeUnit.MILLISECONDS);
		}
	}

	private void assertThatEveryLineHasItsResult() throws IOException {
		List<JsonNode> results = Files.readAllLines(this.machines.output())
			.stream()
			.map(JsonMapper.shared()::readTree)
			.toList();
		assertThat(results).hasSize(this.lines);
		for (int i = 0; i < this.lines; i++) {
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
					.isEqualTo("answer to prompt " + i + ".");
			}
		}
	}

	// Log-normal, and the same for each repetition.
	private static Duration delay(String prompt) {
		double factor = Math.exp(new Random(prompt.hashCode() * 31L).nextGaussian());
		return Duration.ofMillis((long) Math.min(MAX_MILLIS, MEDIAN_MILLIS * factor));
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

	private int requests() {
		return this.lines - this.lines / 100;
	}

	/**
	 * How workers are notified of partitions.
	 */
	private enum Transport {

		POSTGRESQL, RABBITMQ;

		String[] options() {
			return (this == RABBITMQ)
					? new String[] { "--spring.rabbitmq.host=127.0.0.1", "--spring.rabbitmq.port=" + broker.port() }
					: new String[0];
		}

		boolean has(Disturbance disturbance) {
			return this == RABBITMQ || disturbance != Disturbance.RESTART_BROKER;
		}

	}

	/**
	 * What may happen.
	 */
	private enum Disturbance {

		KILL_WORKER(Transport.POSTGRESQL, 1), KILL_MANAGER(Transport.POSTGRESQL, 0),
		CUT_NETWORK(Transport.POSTGRESQL, 1), PAUSE_WORKER(Transport.RABBITMQ, 1),
		RESTART_DATABASE(Transport.RABBITMQ, WORKERS), RESTART_BROKER(Transport.RABBITMQ, 0);

		private final Transport transport;

		private final int workers;

		/**
		 * Create a value.
		 * @param transport the transport on which it happens in a short run
		 * @param workers the number of workers that may lose what they have not committed
		 */
		Disturbance(Transport transport, int workers) {
			this.transport = transport;
			this.workers = workers;
		}

	}

}
