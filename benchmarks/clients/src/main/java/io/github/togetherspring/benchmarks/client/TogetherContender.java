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

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import reactor.core.publisher.Flux;

/**
 * This project's client as the starter sets it up.
 */
class TogetherContender implements Contender {

	private final BlockingStreams threads = new BlockingStreams();

	private final CompletionRequest request = CompletionRequest.builder()
		.model(MODEL)
		.prompt(PROMPT)
		.maxTokens(MAX_TOKENS)
		.build();

	private final CompletionsClient client;

	private final boolean blocking;

	TogetherContender(String baseUrl, boolean blocking) {
		this.client = BootContext.start(baseUrl).getBean(CompletionsClient.class);
		this.blocking = blocking;
	}

	@Override
	public CompletableFuture<Void> stream(Tally tally) {
		if (this.blocking) {
			return this.threads.run(() -> read(tally));
		}
		return this.client.stream(this.request).doOnNext((chunk) -> tally.text(chunk.text())).then().toFuture();
	}

	private void read(Tally tally) {
		try (CompletionStream stream = this.client.openStream(this.request)) {
			for (CompletionChunk chunk : stream) {
				tally.text(chunk.text());
			}
		}
	}

	@Override
	public int create() {
		return this.client.create(this.request).text().length();
	}

	@Override
	public void bulk(int count, int concurrency) {
		Flux<CompletionRequest> requests = Flux.range(0, count)
			.map((index) -> this.request.toBuilder().prompt(PROMPT + " " + index).build());
		Long whole = this.client.createAll(requests, BulkOptions.defaults().withConcurrency(concurrency))
			.map(BulkResult::orElseThrow)
			.filter((response) -> !response.text().isEmpty())
			.count()
			.block();
		if (whole == null || whole != count) {
			throw new IllegalStateException(whole + " of " + count);
		}
	}

}
