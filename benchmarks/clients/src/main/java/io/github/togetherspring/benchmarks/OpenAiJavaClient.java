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

package io.github.togetherspring.benchmarks;

import java.util.concurrent.CompletableFuture;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;

/**
 * OpenAI's own client, which reads streams by blocking.
 */
class OpenAiJavaClient implements BenchmarkClient {

	private final CompletionCreateParams request = CompletionCreateParams.builder()
		.model(MODEL)
		.prompt(PROMPT)
		.maxTokens(MAX_TOKENS)
		.build();

	private final OpenAIClient client;

	OpenAiJavaClient(String baseUrl) {
		this.client = OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey("none").maxRetries(0).build();
	}

	@Override
	public CompletableFuture<Void> stream(Tally tally) {
		return CompletableFuture.runAsync(() -> read(tally), READERS);
	}

	private void read(Tally tally) {
		try (StreamResponse<Completion> stream = this.client.completions().createStreaming(this.request)) {
			stream.stream().forEach((chunk) -> chunk.choices().forEach((choice) -> tally.text(choice.text())));
		}
	}

	@Override
	public int create() {
		return this.client.completions().create(this.request).choices().get(0).text().length();
	}

}
