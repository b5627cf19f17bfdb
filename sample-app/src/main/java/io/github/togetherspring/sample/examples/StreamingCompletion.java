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

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Prints a text while it is being generated.
 */
@Component
@Order(3)
class StreamingCompletion implements Example {

	private final CompletionsClient client;

	private final PrintStream out;

	StreamingCompletion(CompletionsClient client, PrintStream out) {
		this.client = client;
		this.out = out;
	}

	@Override
	public String title() {
		return "Streaming completion";
	}

	@Override
	public void run() {
		try (CompletionStream stream = this.client
			.openStream((request) -> request.model("codellama/CodeLlama-34b-Python-hf")
				.prompt("# Python function to calculate prime numbers\ndef is_prime(n):")
				.maxTokens(150)
				.temperature(0.2))) {
			for (CompletionChunk chunk : stream) {
				this.out.print(chunk.text());
				this.out.flush();
			}
		}
		this.out.println();
	}

}
