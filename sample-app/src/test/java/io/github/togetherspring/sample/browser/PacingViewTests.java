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

import java.util.Collections;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;
import reactor.core.Disposable;

import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the pacing in the view that shows the meters.
 */
@TestPropertySource(properties = { "together.pacing.enabled=true", "sample.simulator.token-delay=0",
		"together.retry.max-attempts=10", "sample.simulator.rate-limit.fixed=300" })
class PacingViewTests extends BrowserTestSupport {

	@Test
	void rateIsFoundWhileOneWatches() {
		open("faults");
		await(() -> find(".limit").isDisplayed());
		find(".limit [aria-pressed]").click();
		await(() -> find(".limit [aria-pressed]").getText().equals("On"));
		find("nav a[href='#watch']").click();
		await(() -> row("Retries").startsWith("Retries "));
		assertThat(row("Rate")).isEmpty();
		Disposable bulk = bulk();
		await(() -> row("Rate").contains("because of a 429"));
		assertThat(row("Rate")).matches("Rate [\\d.]+ a second Decreased at .*");
		assertThat(row("Decreases of the rate")).matches("Decreases of the rate [1-9]\\d* [1-9]\\d* \\(429: \\d+\\)");
		assertThat(row("Waiting because of pacing")).matches("Waiting because of pacing [1-9]\\d* ?");
		assertThat(row("Wait because of pacing")).contains("on average");
		assertThat(findAll("#view-watch .chart canvas")).hasSize(7);
		assertThatThePageIsAccessible();
		this.chromium.screenshot("pacing-light");
		bulk.dispose();
	}

	private Disposable bulk() {
		return WebClient.create(baseUrl())
			.post()
			.uri("api/completions/bulk?concurrency=64")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(Collections.nCopies(500, Collections.singletonMap("prompt", "Once upon a time")))
			.retrieve()
			.bodyToFlux(String.class)
			.subscribe();
	}

	private String row(String name) {
		return findAll("#view-watch tbody tr").stream()
			.map(WebElement::getText)
			.filter((text) -> text.startsWith(name + " "))
			.findFirst()
			.orElse("");
	}

}
