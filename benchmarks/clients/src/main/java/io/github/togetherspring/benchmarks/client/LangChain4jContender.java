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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.openai.OpenAiLanguageModel;
import dev.langchain4j.model.openai.OpenAiStreamingLanguageModel;
import dev.langchain4j.model.output.Response;

/**
 * LangChain4j's language models, which keep the text, the finish reason and the usage of
 * an answer and drop the rest.
 */
class LangChain4jContender implements Contender {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final OpenAiStreamingLanguageModel streaming;

	private final OpenAiLanguageModel model;

	LangChain4jContender(String baseUrl) {
		this.streaming = OpenAiStreamingLanguageModel.builder()
			.baseUrl(baseUrl)
			.apiKey("none")
			.modelName(MODEL)
			.timeout(TIMEOUT)
			.build();
		this.model = OpenAiLanguageModel.builder()
			.baseUrl(baseUrl)
			.apiKey("none")
			.modelName(MODEL)
			.timeout(TIMEOUT)
			.maxRetries(0)
			.build();
	}

	@Override
	public CompletableFuture<Void> stream(Tally tally) {
		CompletableFuture<Void> end = new CompletableFuture<>();
		this.streaming.generate(PROMPT, new StreamingResponseHandler<String>() {

			@Override
			public void onNext(String text) {
				tally.text(text);
			}

			@Override
			public void onComplete(Response<String> response) {
				end.complete(null);
			}

			@Override
			public void onError(Throwable error) {
				end.completeExceptionally(error);
			}

		});
		return end;
	}

	@Override
	public int create() {
		return this.model.generate(PROMPT).content().length();
	}

}
