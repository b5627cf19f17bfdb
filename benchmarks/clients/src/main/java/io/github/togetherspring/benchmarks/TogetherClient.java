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

import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import reactor.core.publisher.Flux;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * This project's client, from an application with nothing but the starter.
 */
class TogetherClient implements BenchmarkClient {

	private final CompletionRequest request = CompletionRequest.builder()
		.model(MODEL)
		.prompt(PROMPT)
		.maxTokens(MAX_TOKENS)
		.build();

	private final CompletionsClient client;

	private final boolean blocking;

	TogetherClient(String baseUrl, boolean blocking) {
		this.client = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn", "together.api-key=none",
					"together.base-url=" + baseUrl, "together.retry.max-attempts=1")
			.run()
			.getBean(CompletionsClient.class);
		this.blocking = blocking;
	}

	@Override
	public CompletableFuture<Void> stream(Tally tally) {
		if (this.blocking) {
			return CompletableFuture.runAsync(() -> read(tally), READERS);
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
	public void bulk(int count, int concurrency, boolean ordered) {
		Flux<CompletionRequest> requests = Flux.range(0, count)
			.map((index) -> this.request.toBuilder().prompt(PROMPT + " " + index).build());
		Long complete = this.client.createAll(requests, Versions.bulkOptions(concurrency, ordered))
			.map(BulkResult::orElseThrow)
			.filter((response) -> !response.text().isEmpty())
			.count()
			.block();
		if (complete == null || complete != count) {
			throw new IllegalStateException(complete + " of " + count);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
