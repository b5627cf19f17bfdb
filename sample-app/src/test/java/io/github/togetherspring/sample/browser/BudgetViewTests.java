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
import org.openqa.selenium.WebElement;

import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the budget in the view that shows the meters.
 */
@TestPropertySource(properties = { "together.budget.max-tokens=1000", "together.budget.max-cost=0.5",
		"together.prices[meta-llama/Meta-Llama-3.1-8B].input=0.2",
		"together.prices[meta-llama/Meta-Llama-3.1-8B].output=0.2" })
class BudgetViewTests extends BrowserTestSupport {

	@Test
	void whatIsLeftOfTheBudgetIsShown() {
		open("watch");
		await(() -> row("Retries").startsWith("Retries "));
		complete();
		await(() -> row("Tokens left of the budget")
			.matches("Tokens left of the budget 9\\d\\d of 1,000 \\(9\\d%\\) ?"));
		assertThat(row("Money left of the budget"))
			.matches("Money left of the budget 0\\.4999\\d+ of 0\\.5 \\(100%\\) ?");
		assertThatThePageIsAccessible();
		this.chromium.screenshot("budget-light");
	}

	private void complete() {
		WebTestClient.bindToServer()
			.baseUrl(baseUrl())
			.responseTimeout(TIMEOUT)
			.build()
			.post()
			.uri("/api/completions")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"prompt\":\"Once upon a time\",\"max_tokens\":20}")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult();
	}

	private String row(String name) {
		return findAll("#view-watch tbody tr").stream()
			.map(WebElement::getText)
			.filter((text) -> text.startsWith(name + " "))
			.findFirst()
			.orElse("");
	}

}
