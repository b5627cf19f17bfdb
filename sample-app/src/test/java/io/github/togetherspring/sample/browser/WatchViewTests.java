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

import org.junit.jupiter.api.Test;

import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static io.github.togetherspring.simulator.script.RequestPattern.anyPrompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.fromModel;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the view that shows the meters.
 */
class WatchViewTests extends BrowserTestSupport {

	@Test
	void numbersAndChartsFollowTheTraffic() {
		open("watch");
		await(() -> row("Retries").startsWith("Retries 0 "));
		assertThat(row("Latency")).startsWith("Latency – ");
		this.simulator.on(anyPrompt()).respondTimes(2, error(503, "overloaded", "later")).respond(fromModel());
		post("/api/completions/stream", "{\"prompt\":\"Once upon a time\",\"max_tokens\":20}");
		post("/api/completions", "{\"prompt\":\"Once upon a time\",\"max_tokens\":20}");
		await(() -> row("Calls ended").startsWith("Calls ended 2 "));
		assertThat(row("Retries")).matches("Retries 2 \\d+ \\(.*503: \\d+.*\\)");
		assertThat(row("Latency")).startsWith("Latency ").contains(" on average, 95 % within about ");
		assertThat(row("Time to first token")).matches("Time to first token [1-9][\\d.]* m?s on average, .*");
		assertThat(row("Tokens out")).matches("Tokens out [1-9][\\d.]* a second .*");
		assertThat(findAll("#view-watch .chart canvas")).hasSize(5).allMatch(this::isDrawn);
		this.chromium.screenshot("watch-light");
		assertThatThePageIsAccessible();
		this.chromium.colours("dark");
		this.chromium.screenshot("watch-dark");
	}

	@Test
	void nothingIsAskedWhileAnotherViewIsShown() {
		open("watch");
		await(() -> row("Retries").startsWith("Retries 0 "));
		find("nav a[href='#bulk']").click();
		await(() -> find("#view-bulk").isDisplayed());
		this.chromium.requestedUrls();
		find("nav a[href='#watch']").click();
		await(() -> this.chromium.requestedUrls().stream().anyMatch((url) -> url.endsWith("/playground/meters")));
		find("nav a[href='#write']").click();
		await(() -> find("#view-write").isDisplayed());
		assertThat(pollsInTwoSeconds()).isZero();
	}

	@Test
	void nothingIsDrawnWhileAnotherViewIsShown() {
		open("watch");
		await(() -> row("Retries").startsWith("Retries 0 "));
		await(() -> findAll("#view-watch .chart canvas").size() == 5);
		find("nav a[href='#write']").click();
		await(() -> find("#view-write").isDisplayed());
		this.driver.executeScript("""
				window.drawn = 0;
				const { clearRect } = CanvasRenderingContext2D.prototype;
				CanvasRenderingContext2D.prototype.clearRect = function (...area) {
					window.drawn++;
					clearRect.apply(this, area);
				};""");
		find("#theme").click();
		find("#theme").click();
		this.chromium.colours("dark");
		this.driver.executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
		assertThat(drawn()).isZero();
		find("nav a[href='#watch']").click();
		await(() -> drawn() >= 5);
	}

	@Test
	void nothingIsAskedWhileAnotherTabIsShown() {
		open("watch");
		await(() -> row("Retries").startsWith("Retries 0 "));
		hidePage(true);
		assertThat(pollsInTwoSeconds()).isZero();
		hidePage(false);
		assertThat(pollsInTwoSeconds()).isPositive();
	}

	private void hidePage(boolean hidden) {
		this.driver.executeScript("""
				Object.defineProperty(document, "hidden", { value: arguments[0], configurable: true });
				document.dispatchEvent(new Event("visibilitychange"));""", hidden);
	}

	private long drawn() {
		return (long) this.driver.executeScript("return window.drawn");
	}

	private String row(String name) {
		return findAll("#view-watch tbody tr").stream()
			.map((row) -> row.getText())
			.filter((text) -> text.startsWith(name + " "))
			.findFirst()
			.orElse("");
	}

	private boolean isDrawn(Object canvas) {
		return (boolean) this.driver.executeScript("""
				const { width, height } = arguments[0];
				const { data } = arguments[0].getContext("2d").getImageData(0, 0, width, height);
				return data.some((value) => value !== 0);""", canvas);
	}

	private long pollsInTwoSeconds() {
		this.driver.executeAsyncScript("performance.clearResourceTimings(); setTimeout(arguments[0], 2000)");
		return (long) this.driver.executeScript("""
				return performance.getEntriesByType("resource")
					.filter((entry) => entry.name.endsWith("/playground/meters")).length""");
	}

	private void post(String path, String body) {
		WebTestClient.bindToServer()
			.baseUrl(baseUrl())
			.responseTimeout(TIMEOUT)
			.build()
			.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult();
	}

}
