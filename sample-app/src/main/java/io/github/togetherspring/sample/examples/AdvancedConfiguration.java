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

import io.github.togetherspring.completions.CompletionChoice;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.Logprobs;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Sets every common parameter, and prints the probability of each token.
 */
@Component
@Order(6)
class AdvancedConfiguration implements Example {

	private final CompletionsClient client;

	private final PrintStream out;

	AdvancedConfiguration(CompletionsClient client, PrintStream out) {
		this.client = client;
		this.out = out;
	}

	@Override
	public String title() {
		return "Advanced configuration";
	}

	@Override
	public void run() {
		CompletionResponse response = this.client
			.create((request) -> request.model("meta-llama/Llama-3.2-3B-Instruct-Turbo")
				.prompt("Artificial intelligence will")
				.maxTokens(150)
				.temperature(0.7)
				.topP(0.9)
				.topK(50)
				.repetitionPenalty(1.1)
				.presencePenalty(0.2)
				.frequencyPenalty(0.1)
				.stop(".", "!", "?")
				.logprobs(5));
		CompletionChoice choice = response.choices().get(0);
		this.out.println("Generated text: " + choice.text());
		this.out.println("Finish reason: " + choice.finishReason());
		if (choice.logprobs() != null) {
			print(choice.logprobs());
		}
	}

	private void print(Logprobs logprobs) {
		this.out.println("Token probabilities:");
		int size = Math.min(logprobs.tokens().size(), logprobs.tokenLogprobs().size());
		for (int i = 0; i < size; i++) {
			this.out.println("  '" + logprobs.tokens().get(i) + "': " + logprobs.tokenLogprobs().get(i));
		}
	}

}
