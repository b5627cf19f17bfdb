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

package io.github.togetherspring.sample.readme;

import java.time.Duration;
import java.util.List;

import com.example.demo.DemoApplication;
import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.sample.readme.ReadmeSnippets.TryLaterException;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the code of README.md, docs/calls.md, docs/compatible-servers.md and
 * docs/pacing.md runs. {@code DocumentationTests} holds that it is what the pages show.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReadmeTests {

	private static final TogetherSimulator simulator = TogetherSimulator.start();

	private final CompletionsClient client = CompletionsClients.builder()
		.baseUrl(simulator.baseUrl())
		.apiKey("test-key")
		.defaults((request) -> request.model("m").seed(1))
		.build();

	private final ReadmeSnippets snippets = new ReadmeSnippets(this.client);

	@BeforeEach
	void reset() {
		simulator.reset();
	}

	@AfterAll
	static void close() {
		simulator.close();
	}

	@Test
	void createReturnsAText() {
		simulator.on(RequestPattern.prompt("Once upon a time"))
			.respond(SimulatedResponse.completion(" there was a fox."));
		assertThat(this.snippets.first(this.client)).isEqualTo(" there was a fox.");
	}

	@Test
	void blockingPrintsThreeCompletions(CapturedOutput output) {
		this.snippets.blocking();
		assertThat(output).contains("Completion 1: ", "Completion 2: ", "Completion 3: ");
	}

	@Test
	void asyncGivesAText() {
		assertThat(this.snippets.async()).succeedsWithin(Duration.ofSeconds(20)).asString().isNotEmpty();
	}

	@Test
	void streamingGivesTheTextInPieces(CapturedOutput output) {
		assertThat(this.snippets.story("Once upon a time").collectList().block()).hasSizeGreaterThan(1);
		simulator.enqueue(SimulatedResponse.tokens(" return", " True"));
		this.snippets.openStream();
		assertThat(output).contains(" return True");
	}

	@Test
	void bulkPrintsEachResultInOrder(CapturedOutput output) {
		this.snippets.bulk(List.of("The sky is", "Solar power"));
		assertThat(output).containsSubsequence("0: ", "1: ");
	}

	@Test
	void pacedClientMakesCalls() {
		CompletionsClient paced = this.snippets.pacing(this.client);
		assertThat(new ReadmeSnippets(paced).priority()).isNotEmpty();
	}

	@Test
	void budgetRequiresAPriceForEachModel() {
		CompletionsClient limited = this.snippets.budget(this.client);
		assertThat(limited.create((request) -> request.model("meta-llama/Meta-Llama-3.1-8B").prompt("Once")).text())
			.isNotEmpty();
		assertThatExceptionOfType(MissingPriceException.class)
			.isThrownBy(() -> limited.create((request) -> request.prompt("Once")));
	}

	@Test
	void eachErrorHasItsException() {
		CompletionRequest request = CompletionRequest.builder().prompt("p").build();
		simulator.enqueue(SimulatedResponse.error(401, "invalid_request_error", "no"),
				SimulatedResponse.error(400, "invalid_request_error", "no"),
				SimulatedResponse.error(429, "rate_limit", "slow down").withHeader("retry-after", "100"));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.snippets.errors(request));
		assertThatExceptionOfType(TogetherException.class).isThrownBy(() -> this.snippets.errors(request));
		assertThatExceptionOfType(TryLaterException.class).isThrownBy(() -> this.snippets.errors(request))
			.withMessageContaining("PT1M40S");
		assertThat(this.snippets.errors(request)).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = "SERVLET", mode = Mode.EXCLUDE)
	void firstCodePrintsACompletion(WebApplicationType kind, CapturedOutput output) {
		simulator.on(RequestPattern.prompt("Once upon a time").withApiKey("test-key"))
			.respond(SimulatedResponse.completion(" there was a fox."));
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(DemoApplication.class).web(kind)
			.run("--server.port=0", "--together.api-key=test-key", "--together.base-url=" + simulator.baseUrl())) {
			assertThat(application.isRunning()).isTrue();
			assertThat(output.getOut().lines()).contains(" there was a fox.");
		}
	}

}
