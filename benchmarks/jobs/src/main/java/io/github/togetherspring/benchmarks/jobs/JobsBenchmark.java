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

package io.github.togetherspring.benchmarks.jobs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.testsupport.PostgresServer;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs the same requests by {@code createAll} and by jobs on H2 and PostgreSQL, in turns,
 * and prints their rates.
 * <p>
 * With {@code --memory}, runs one job on H2 and prints how much of the heap is in use
 * after each tenth of the lines.
 * <p>
 * With {@code --application=JAR}, runs {@code sample-batch} on 1, 2 and 4 workers, and
 * prints their rates.
 */
public final class JobsBenchmark {

	private static final String APPLICATION = "--application=";

	private final int lines;

	private final int rounds;

	private final DisposableServer server;

	private final Path directory;

	private JobsBenchmark(int lines, int rounds, DisposableServer server, Path directory) {
		this.lines = lines;
		this.rounds = rounds;
		this.server = server;
		this.directory = directory;
	}

	/**
	 * Run the benchmark.
	 * @param args {@code --lines=N}, {@code --rounds=N}, {@code --delay=MILLIS},
	 * {@code --memory}, {@code --application=JAR}
	 * @throws Exception if something fails
	 */
	public static void main(String[] args) throws Exception {
		Optional<Path> application = Arrays.stream(args)
			.filter((arg) -> arg.startsWith(APPLICATION))
			.map((arg) -> Path.of(arg.substring(APPLICATION.length())))
			.findFirst();
		if (application.isPresent()) {
			measureMachines(application.get(), args);
			return;
		}
		int lines = option(args, "lines", 20_000);
		DisposableServer server = ConstantServer.start(option(args, "delay", 50));
		Path directory = Files.createTempDirectory("jobs-benchmark");
		try {
			JobsBenchmark benchmark = new JobsBenchmark(lines, option(args, "rounds", 3), server, directory);
			benchmark.writeInput();
			if (Arrays.asList(args).contains("--memory")) {
				benchmark.measureMemory();
			}
			else {
				benchmark.measureRates();
			}
		}
		finally {
			server.disposeNow();
			delete(directory);
		}
	}

	private static void delete(Path directory) throws IOException {
		try (var files = Files.list(directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(directory);
	}

	private static void measureMachines(Path application, String[] args) throws Exception {
		DisposableServer server = ConstantServer.startWithLongTail(option(args, "delay", 120));
		Path directory = Files.createTempDirectory("machines-benchmark");
		try (PostgresServer database = PostgresServer.start()) {
			new MachinesBenchmark(application, option(args, "lines", 1500), server, database, directory)
				.run(new int[] { 1, 2, 4 }, option(args, "rounds", 3));
		}
		finally {
			server.disposeNow();
			delete(directory);
		}
	}

	private static int option(String[] args, String name, int otherwise) {
		return Arrays.stream(args)
			.filter((arg) -> arg.startsWith("--" + name + "="))
			.map((arg) -> Integer.valueOf(arg.substring(name.length() + 3)))
			.findFirst()
			.orElse(otherwise);
	}

	private void writeInput() throws IOException {
		try (BufferedWriter writer = Files.newBufferedWriter(input())) {
			for (int line = 0; line < this.lines; line++) {
				writer.write("{\"model\":\"m\",\"prompt\":\"The colour of the sky is, says witness " + line + ",\"}\n");
			}
		}
	}

	private Path input() {
		return this.directory.resolve("in.jsonl");
	}

	private void measureRates() throws Exception {
		try (PostgresServer postgres = PostgresServer.start();
				ConfigurableApplicationContext h2 = start("jdbc:h2:file:" + this.directory.resolve("jobs"), "sa");
				ConfigurableApplicationContext pg = start(postgres.url(), postgres.user())) {
			double[][] rates = new double[3][this.rounds];
			createAll(h2);
			for (int round = 0; round < this.rounds; round++) {
				rates[0][round] = createAll(h2);
				rates[1][round] = job(h2);
				rates[2][round] = job(pg);
			}
			System.out.println("| | calls per second | relative to createAll |\n|---|---|---|");
			String[] names = { "`createAll`, ordered", "job on H2", "job on PostgreSQL" };
			for (int i = 0; i < names.length; i++) {
				double[] ratios = new double[this.rounds];
				for (int round = 0; round < this.rounds; round++) {
					ratios[round] = rates[i][round] / rates[0][round];
				}
				System.out.printf("| %s | %.0f | %.2f |%n", names[i], median(rates[i]), median(ratios));
			}
		}
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	private ConfigurableApplicationContext start(String url, String user) {
		return new SpringApplicationBuilder(JobApplication.class).web(WebApplicationType.NONE)
			.run("--spring.main.banner-mode=off", "--logging.level.root=warn", "--together.api-key=none",
					"--together.pacing.enabled=false",
					"--together.base-url=http://127.0.0.1:" + this.server.port() + "/v1",
					"--together.batch.concurrency=" + JobApplication.CONCURRENCY, "--spring.batch.job.enabled=false",
					"--spring.batch.jdbc.initialize-schema=always", "--spring.datasource.url=" + url,
					"--spring.datasource.username=" + user);
	}

	private double createAll(ConfigurableApplicationContext context) {
		CompletionsClient client = context.getBean(CompletionsClient.class);
		Flux<CompletionRequest> requests = Flux.range(0, this.lines)
			.map((line) -> CompletionRequest.builder()
				.model("m")
				.prompt("The colour of the sky is, says witness " + line + ",")
				.build());
		long start = System.nanoTime();
		Long count = client
			.createAll(requests, BulkOptions.builder().concurrency(JobApplication.CONCURRENCY).ordered(true).build())
			.count()
			.block();
		if (count == null || count != this.lines) {
			throw new IllegalStateException(count + " results");
		}
		return rate(start);
	}

	private double job(ConfigurableApplicationContext context) throws Exception {
		long start = System.nanoTime();
		run(context);
		return rate(start);
	}

	private double rate(long start) {
		return this.lines / ((System.nanoTime() - start) / 1e9);
	}

	private void run(ConfigurableApplicationContext context) throws Exception {
		Path output = this.directory.resolve(UUID.randomUUID() + ".jsonl");
		JobExecution execution = context.getBean(JobOperator.class)
			.start(context.getBean(Job.class),
					new JobParametersBuilder().addString("in", input().toString())
						.addString("out", output.toString())
						.addLong("run", ThreadLocalRandom.current().nextLong())
						.toJobParameters());
		if (execution.getStatus() != BatchStatus.COMPLETED) {
			throw new IllegalStateException("" + execution, execution.getAllFailureExceptions().get(0));
		}
		try (var written = Files.lines(output)) {
			if (written.count() != this.lines) {
				throw new IllegalStateException("Lines are missing in " + output);
			}
		}
		Files.delete(output);
	}

	private void measureMemory() throws Exception {
		try (ConfigurableApplicationContext context = start("jdbc:h2:file:" + this.directory.resolve("jobs"), "sa")) {
			context.getBean(JobApplication.HeapReport.class).every(this.lines / 10);
			long start = System.nanoTime();
			run(context);
			System.out.printf("%,d lines in %.0f s, maximum heap %d MiB%n", this.lines,
					(System.nanoTime() - start) / 1e9,
					ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax() >> 20);
		}
	}

}
