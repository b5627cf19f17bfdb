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

package io.github.togetherspring.benchmarks.client;

import java.util.concurrent.CompletableFuture;

import io.github.sashirestela.cleverclient.retry.RetryConfig;
import io.github.sashirestela.openai.SimpleOpenAI;
import io.github.sashirestela.openai.domain.completion.CompletionRequest;

/**
 * The simple-openai client, on the HTTP client of the JDK.
 */
class SimpleOpenAiContender implements Contender {

	private static final String VERSION = "/v1";

	private final BlockingStreams threads = new BlockingStreams();

	private final CompletionRequest request = CompletionRequest.builder()
		.model(MODEL)
		.prompt(PROMPT)
		.maxTokens(MAX_TOKENS)
		.build();

	private final SimpleOpenAI client;

	SimpleOpenAiContender(String baseUrl) {
		this.client = SimpleOpenAI.builder()
			.baseUrl(baseUrl.substring(0, baseUrl.length() - VERSION.length()))
			.apiKey("none")
			.retryConfig(RetryConfig.builder().maxAttempts(1).build())
			.build();
	}

	@Override
	public CompletableFuture<Void> stream(Tally tally) {
		return this.threads.run(() -> this.client.completions()
			.createStream(this.request)
			.join()
			.forEach((chunk) -> chunk.getChoices().forEach((choice) -> tally.text(choice.getText()))));
	}

	@Override
	public int create() {
		return this.client.completions().create(this.request).join().firstText().length();
	}

}
