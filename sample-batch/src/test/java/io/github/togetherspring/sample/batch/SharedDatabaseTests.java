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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import io.github.togetherspring.batch.remote.RabbitWorkSignal;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.testsupport.PostgresServer;
import io.github.togetherspring.testsupport.RabbitServer;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application as manager and worker in this process.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedDatabaseTests {

	private static final int LINES = 1000;

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	private static final PostgresServer database = PostgresServer.start();

	@TempDir
	Path directory;

	private Path input;

	private Path output;

	@BeforeEach
	void files() throws IOException {
		answerAll();
		this.input = Files.write(this.directory.resolve("in.jsonl"),
				IntStream.range(0, LINES).mapToObj((i) -> "{\"prompt\":\"prompt " + i + ".\"}").toList());
		this.output = this.directory.resolve("out.jsonl");
	}

	private static void answerAll() {
		upstream.reset();
		upstream.on(RequestPattern.anyPrompt())
			.respond((request) -> SimulatedResponse.completion("answer to " + request.prompt()));
	}

	@AfterAll
	static void close() {
		database.close();
		upstream.close();
	}

	@Test
	void resultsAreInTheOrderOfTheInputAndTheTableIsEmpty(CapturedOutput console) throws Exception {
		assertThat(run()).isZero();
		assertThatEachLineHasItsResponse();
		assertThat(upstream.requests()).hasSize(LINES);
		assertThat(console.getOut()).contains("1000 of 1000 lines: 1000 completed, 0 failed. This run: 1000 lines in");
		assertThat(console.getErr()).contains("in.jsonl 100%", "1000/1000");
		try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
				ResultSet rows = connection.createStatement().executeQuery("select count(*) from sample_result")) {
			rows.next();
			assertThat(rows.getInt(1)).isZero();
		}
	}

	@Test
	void completeOutputIsNotRepeated(CapturedOutput console) throws Exception {
		assertThat(run()).isZero();
		assertThat(run()).isZero();
		assertThat(upstream.requests()).hasSize(LINES);
		assertThat(console.getOut()).contains("1000 completed, 0 failed. This run: 0 lines in 0.0 s.");
	}

	@Test
	void failedRequestsAreSentAgain() throws Exception {
		upstream.on(RequestPattern.promptContaining("7.")).respond(SimulatedResponse.error(400, "invalid", "no"));
		assertThat(run()).isEqualTo(3);
		answerAll();
		assertThat(run("--retry-failed")).isZero();
		assertThat(upstream.requests()).hasSize(LINES / 10)
			.extracting(ReceivedRequest::prompt)
			.allMatch((prompt) -> prompt.endsWith("7."));
		assertThatEachLineHasItsResponse();
		assertThat(this.directory.resolve("out.jsonl.previous")).doesNotExist();
	}

	@Test
	void wrongKeyEndsTheJobAndTheRightOneContinuesIt(CapturedOutput console) throws Exception {
		upstream.on(RequestPattern.promptContaining("prompt 500."))
			.respond(SimulatedResponse.error(401, "invalid_api_key", "no"));
		assertThat(run()).isEqualTo(1);
		assertThat(console.getOut()).contains("Stopped; run the same command again to continue.");
		assertThat(this.output).doesNotExist();
		int before = upstream.requests().size();
		answerAll();
		assertThat(run()).isZero();
		assertThat(upstream.requests().size() + before).isLessThan(LINES + 100);
		assertThatEachLineHasItsResponse();
	}

	@Test
	void jobOfManyMachinesIsNotBegunAgainOnOne(CapturedOutput console) throws Exception {
		upstream.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.error(401, "invalid_api_key", "no"));
		assertThat(run()).isEqualTo(1);
		assertThat(runAs("local")).isEqualTo(2);
		assertThat(console.getErr()).contains("belongs to a job that was started with --role=manager");
		assertThat(this.output).doesNotExist();
		answerAll();
		assertThat(run()).isZero();
		assertThatEachLineHasItsResponse();
	}

	@Test
	void metricsAreServedOnAPort() throws Exception {
		String[] options = options("both", "--in=" + this.input, "--out=" + this.output, "--metrics-port=0");
		try (ConfigurableApplicationContext application = SampleBatchApplication.start(options)) {
			URI metrics = URI
				.create("http://localhost:" + application.getBean(HTTPServer.class).getPort() + "/metrics");
			assertThat(HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
				.body()).contains("together_batch_items_total{", "together_batch_partitions_ended_total{",
						"gen_ai_client_operation_duration_seconds_count{");
		}
	}

	// As PostgreSQL ends a statement when it is stopped.
	@ParameterizedTest
	@CsvSource({ "insert, STARTING", "update, COMPLETED" })
	void outageWhileAStepBeginsOrEndsIsSurvived(String change, String status, CapturedOutput console) throws Exception {
		assertThat(run()).isZero();
		this.output = this.directory.resolve("again.jsonl");
		execute("create sequence failures", """
				create function fail_once() returns trigger language plpgsql as $$ begin
					if new.step_name = 'writeOutput' and new.status = '%s' and nextval('failures') = 1 then
						raise exception using errcode = '57P01', message = 'as if it was stopped';
					end if;
					return new;
				end $$""".formatted(status), "create trigger outage before " + change
				+ " on batch_step_execution for each row execute function fail_once()");
		try {
			assertThat(run()).isZero();
		}
		finally {
			execute("drop trigger outage on batch_step_execution", "drop function fail_once", "drop sequence failures");
		}
		assertThat(console.getOut()).contains("The database was unavailable. The job is continued.");
		assertThat(upstream.requests()).hasSize(2 * LINES);
		assertThatEachLineHasItsResponse();
	}

	private static void execute(String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	@Test
	void brokerIsUsedIfItsHostIsSet() throws Exception {
		try (RabbitServer broker = RabbitServer.start()) {
			assertThat(run("--spring.rabbitmq.host=127.0.0.1", "--spring.rabbitmq.port=" + broker.port())).isZero();
			ConnectionFactory connections = new ConnectionFactory();
			connections.setPort(broker.port());
			try (com.rabbitmq.client.Connection connection = connections.newConnection();
					Channel channel = connection.createChannel()) {
				channel.exchangeDeclarePassive(RabbitWorkSignal.EXCHANGE);
			}
		}
		assertThatEachLineHasItsResponse();
	}

	@Test
	void brokerThatIsAwayMakesNothingFail() throws Exception {
		assertThat(run("--spring.rabbitmq.host=127.0.0.1", "--spring.rabbitmq.port=1")).isZero();
		assertThatEachLineHasItsResponse();
	}

	private int run(String... more) {
		return runAs("both", more);
	}

	private int runAs(String role, String... more) {
		return ApplicationRun.exitCode(this.input, this.output, options(role, more));
	}

	private static String[] options(String role, String... more) {
		List<String> options = new ArrayList<>(List.of(more));
		options.addAll(List.of("--role=" + role, "--spring.datasource.url=" + database.url(),
				"--spring.datasource.username=" + database.user(), "--together.base-url=" + upstream.baseUrl(),
				"--together.api-key=test-key", "--together.pacing.enabled=false",
				"--together.batch.partitions.poll-interval=50ms"));
		return options.toArray(String[]::new);
	}

	private void assertThatEachLineHasItsResponse() throws IOException {
		List<JsonNode> results = Files.readAllLines(this.output).stream().map(JsonMapper.shared()::readTree).toList();
		assertThat(results).hasSize(LINES);
		for (int i = 0; i < LINES; i++) {
			assertThat(results.get(i).path("index").asInt()).isEqualTo(i);
			assertThat(results.get(i).at("/response/choices/0/text").asString())
				.isEqualTo("answer to prompt " + i + ".");
		}
	}

}
