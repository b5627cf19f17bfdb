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

package io.github.togetherspring.sample.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.github.togetherspring.simulator.script.RequestPattern.anyPrompt;
import static io.github.togetherspring.simulator.script.RequestPattern.prompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.fromModel;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the view that completes many prompts.
 */
class BulkViewTests extends BrowserTestSupport {

	@Test
	void twoHundredPromptsRunAndTheOneThatFailedRunsAgainAlone(@TempDir Path directory) throws IOException {
		this.simulator.on(prompt("prompt 100")).respondTimes(1, error(400, "invalid_request_error", "Not today"));
		open("bulk");
		Path input = Files.writeString(directory.resolve("in.txt"), prompts(200));
		field("From a file").sendKeys(input.toString());
		await(() -> told().equals("200 prompts as lines of text. The first: “prompt 1”"));
		type(field("Calls at once"), "16");
		type(field("Max tokens per prompt"), "5");
		button("Run").click();
		awaitStatus("Done: 199 prompts completed, 1 failed, 0 left");
		assertThat(completionRequests()).hasSize(200).extracting(ReceivedRequest::maxTokens).containsOnly(5);
		assertThat(find(".bulk-progress").getText()).contains("200 of 200", "prompts/s", "tokens/s");
		assertThat(findAll(".bulk-table tbody tr")).hasSize(50);
		this.chromium.screenshot("bulk-done");
		button("Failed 1").click();
		assertThat(rows()).singleElement().asString().contains("100", "prompt 100", "400 BadRequest Not today");
		assertThatThePageIsAccessible();
		this.chromium.screenshot("bulk-failed");
		button("Run 1 failed prompt again").click();
		awaitStatus("Done: 200 prompts completed, 0 failed, 0 left");
		assertThat(completionRequests()).hasSize(201)
			.last()
			.extracting(ReceivedRequest::prompt)
			.isEqualTo("prompt 100");
		List<JsonNode> results = download(directory).lines().map(JsonMapper.shared()::readTree).toList();
		assertThat(results).extracting((result) -> result.path("index").asInt())
			.isEqualTo(IntStream.range(0, 200).boxed().toList());
		assertThat(results).allSatisfy((result) -> assertThat(result.at("/response/choices").size()).isOne());
	}

	@Test
	void jsonLinesAreSentAsTheyAreAndBrokenOnesAreNot(@TempDir Path directory) throws IOException {
		this.simulator.on(anyPrompt()).respond(completion("<b>bold</b><img src=x onerror=alert(1)>"));
		open("bulk");
		type(field("Prompts"), """
				{"prompt":"a","seed":18446744073709551615}

				{"prompt":"b"
				{"prompt":"c"}""");
		assertThat(told())
			.isEqualTo("3 requests as JSON Lines; 1 can't be sent: no. 3 is no JSON object. The first: “a”");
		button("Run").click();
		awaitStatus("Done: 2 prompts completed, 0 failed, 1 not sent, 0 left");
		assertThat(completionRequests()).extracting(ReceivedRequest::body)
			.hasSize(2)
			.anySatisfy((body) -> assertThat(body).contains("18446744073709551615"));
		assertThat(rows()).satisfiesExactly((row) -> assertThat(row).startsWith("1 a <b>bold</b><img"),
				(row) -> assertThat(row).startsWith("3 ").contains("Not sent", "is no JSON object"),
				(row) -> assertThat(row).startsWith("4 c <b>"));
		assertThat(download(directory).lines()).extracting((line) -> line.substring(0, line.indexOf(',')))
			.containsExactly("{\"index\":0", "{\"index\":2", "{\"index\":3");
	}

	@Test
	void stopEndsTheCallsAndWhatIsLeftCanRunLater() {
		this.simulator.on(anyPrompt()).respond(fromModel().stallBeforeHeaders());
		open("bulk");
		type(field("Prompts"), prompts(20));
		button("Run").click();
		await(() -> this.simulator.activeRequests() == 8);
		press(Keys.ENTER);
		awaitStatus("Stopped: 0 prompts completed, 0 failed, 20 left");
		assertThat(this.simulator.awaitIdle(TIMEOUT)).isTrue();
		assertThat(focused()).isEqualTo(button("Run"));
		this.simulator.reset();
		button("Run the 20 prompts left").click();
		awaitStatus("Done: 20 prompts completed, 0 failed, 0 left");
	}

	@Test
	void bulkGoesOnInAnotherViewAndEndsWithThePage() {
		this.simulator.on(anyPrompt()).respond(fromModel().stallBeforeHeaders());
		open("bulk");
		type(field("Prompts"), prompts(3));
		button("Run").click();
		await(() -> this.simulator.activeRequests() == 3);
		find("nav a[href='#watch']").click();
		await(() -> find("#view-watch tbody").getText().contains("Calls under way 3"));
		this.driver.get("about:blank");
		assertThat(this.simulator.awaitIdle(TIMEOUT)).isTrue();
	}

	@Test
	void tenThousandLinesDoNotFreezeThePage(@TempDir Path directory) throws IOException {
		this.simulator.on(anyPrompt()).respond(completion("short"));
		open("bulk");
		this.driver.executeScript("""
				window.longest = 0;
				new PerformanceObserver((list) => list.getEntries()
					.forEach((task) => window.longest = Math.max(window.longest, task.duration)))
					.observe({ type: "longtask" });""");
		field("From a file").sendKeys(Files.writeString(directory.resolve("in.txt"), prompts(10_000)).toString());
		await(() -> told().startsWith("10,000 prompts"));
		button("Run").click();
		await(() -> find(".bulk-progress progress").getDomProperty("value").length() >= 3);
		button("Stop").click();
		awaitStatus("Stopped: ");
		assertThat(findAll(".bulk-table tbody tr")).hasSize(50);
		assertThat((Number) this.driver.executeScript("return window.longest"))
			.satisfies((longest) -> assertThat(longest.doubleValue()).isLessThan(1000));
	}

	@Test
	void refusedBulkIsAnErrorCard() {
		open("bulk");
		type(field("Prompts"), "Once");
		this.driver.executeScript("arguments[0].max = ''", field("Calls at once"));
		type(field("Calls at once"), "65");
		button("Run").click();
		await(() -> find("#view-bulk .problem").getText().contains("'concurrency' must be 1 to 64"));
	}

	@Test
	void javaCodeOfTheBulkCompiles(@TempDir Path directory) throws IOException {
		open("bulk");
		type(field("Calls at once"), "3");
		String code = find("[aria-label='the Java code of the bulk']").getDomProperty("textContent");
		assertThat(code).contains("concurrency(3)");
		JavaCode.compile("Snippet", """
				import io.github.togetherspring.completions.*;
				import java.util.List;
				import reactor.core.publisher.Flux;

				class Snippet {

					void run(CompletionsClient completions, List<CompletionRequest> requests) {
						%s
					}

				}
				""".formatted(code), directory);
	}

	private String told() {
		return find("#bulk-format").getText();
	}

	private void awaitStatus(String status) {
		await(() -> find(".bulk-status").getText().startsWith(status));
	}

	private List<ReceivedRequest> completionRequests() {
		return this.simulator.requests().stream().filter(ReceivedRequest::isCompletion).toList();
	}

	private String download(Path directory) throws IOException {
		this.driver.executeCdpCommand("Browser.setDownloadBehavior",
				Map.of("behavior", "allow", "downloadPath", directory.toString()));
		button("Download results").click();
		Path file = directory.resolve("results.jsonl");
		await(() -> Files.exists(file));
		return Files.readString(file);
	}

	private static String prompts(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> "prompt " + i).collect(Collectors.joining("\n"));
	}

}
