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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.togetherspring.docs.BrowserStoryController;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Import;

import static io.github.togetherspring.simulator.script.SimulatedResponse.tokens;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the recipe's controller, read by the recipe's code and by pages that never
 * close their {@code EventSource}: each prompt is paid for once.
 */
@Import(BrowserStoryController.class)
class EventSourceTests extends BrowserTestSupport {

	private static final Pattern SCRIPT = Pattern.compile("```js\\n(function tell.*?)```", Pattern.DOTALL);

	private static final String RECIPE_TELLS = """
			window.texts = []; window.failures = [];
			tell("Once", (text) => window.texts.push(text), (failure) => window.failures.push(failure));""";

	// A page that counts its connections and leaves the rest to EventSource.
	private static final String NAIVE = """
			window.errors = 0; window.texts = [];
			window.source = new EventSource("/browser/story?beginning=Once");
			window.source.onmessage = (event) => window.texts.push(JSON.parse(event.data).choices[0]?.text);
			window.source.onerror = (event) => { window.errors++; };""";

	@Test
	void recipeReadsTheStreamOnce() throws IOException {
		this.simulator.enqueue(tokens(" upon", " a", " time"));
		open("write");
		this.driver.executeScript(recipe() + RECIPE_TELLS);
		await(() -> texts().contains(" time"));
		assertThat(this.simulator.awaitIdle(TIMEOUT)).isTrue();
		assertThat(texts()).startsWith(" upon", " a", " time");
		assertThat(this.driver.executeScript("return window.failures")).isEqualTo(List.of());
		assertThat(storyRequests()).isOne();
		assertThat(completionRequests()).isOne();
	}

	@Test
	void recipeTellsAFailureAndDoesNotTryAgain() throws IOException {
		this.simulator.enqueue(tokens(" upon", " a", " time").resetAfter(2));
		open("write");
		this.driver.executeScript(recipe() + RECIPE_TELLS);
		await(() -> this.driver.executeScript("return window.failures").equals(List.of("Bad Gateway")));
		assertThat(texts()).startsWith(" upon", " a").doesNotContain(" time");
		assertThat(completionRequests()).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void pageThatConnectsAgainPaysOnce(boolean broken) {
		SimulatedResponse story = tokens(" upon", " a", " time");
		this.simulator.enqueue(broken ? story.resetAfter(2) : story);
		open("write");
		this.driver.executeScript(NAIVE);
		await(() -> this.driver.executeScript("return window.source.readyState === EventSource.CLOSED").equals(true));
		assertThat(storyRequests()).isEqualTo(2);
		assertThat(completionRequests()).isOne();
	}

	private String recipe() throws IOException {
		Matcher script = SCRIPT.matcher(Files.readString(Path.of("../docs/recipes.md")));
		assertThat(script.find()).isTrue();
		return script.group(1);
	}

	@SuppressWarnings("unchecked")
	private List<String> texts() {
		return (List<String>) this.driver.executeScript("return window.texts");
	}

	private long storyRequests() {
		return this.chromium.requestedUrls().stream().filter((url) -> url.contains("/browser/story")).count();
	}

	private long completionRequests() {
		return this.simulator.requests().stream().filter((request) -> request.path().endsWith("/completions")).count();
	}

}
