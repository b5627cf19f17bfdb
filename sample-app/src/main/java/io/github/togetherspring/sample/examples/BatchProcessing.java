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

package io.github.togetherspring.sample.examples;

import java.io.PrintStream;
import java.util.List;

import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Completes several prompts at the same time.
 */
@Component
@Order(5)
class BatchProcessing implements Example {

	private static final List<String> PROMPTS = List.of("Write a Python function to sort a list:",
			"Explain the concept of recursion:", "Create a simple web scraper in Python:");

	private final CompletionsClient client;

	private final PrintStream out;

	BatchProcessing(CompletionsClient client, PrintStream out) {
		this.client = client;
		this.out = out;
	}

	@Override
	public String title() {
		return "Async batch processing";
	}

	@Override
	public void run() {
		Flux<CompletionResponse> responses = Flux.fromIterable(PROMPTS).flatMapSequential(this::complete);
		int number = 1;
		for (CompletionResponse response : responses.toIterable()) {
			this.out.println("Response " + number++ + ": " + response.text());
		}
	}

	private Mono<CompletionResponse> complete(String prompt) {
		return this.client.createAsync((request) -> request.model("codellama/CodeLlama-34b-Python-hf")
			.prompt(prompt)
			.maxTokens(200)
			.temperature(0.3));
	}

}
