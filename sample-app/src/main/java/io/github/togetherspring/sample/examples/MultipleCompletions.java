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

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Requests several completions of one prompt.
 */
@Component
@Order(4)
class MultipleCompletions implements Example {

	private final CompletionsClient client;

	private final PrintStream out;

	MultipleCompletions(CompletionsClient client, PrintStream out) {
		this.client = client;
		this.out = out;
	}

	@Override
	public String title() {
		return "Multiple completions";
	}

	@Override
	public void run() {
		CompletionResponse response = this.client
			.create((request) -> request.model("meta-llama/Llama-3.2-3B-Instruct-Turbo")
				.prompt("The benefits of renewable energy include:")
				.maxTokens(100)
				.temperature(0.7)
				.n(3));
		int number = 1;
		for (CompletionChoice choice : response.choices()) {
			this.out.println("Completion " + number++ + ": " + choice.text());
		}
	}

}
