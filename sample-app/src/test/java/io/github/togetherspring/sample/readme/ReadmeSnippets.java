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

package io.github.togetherspring.sample.readme;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionChoice;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TokenPrices;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/**
 * The code of README.md, docs/calls.md, docs/compatible-servers.md, docs/pacing.md and
 * docs/budgets.md, to be compiled and run.
 */
class ReadmeSnippets {

	private static final Log logger = LogFactory.getLog(ReadmeSnippets.class);

	private final CompletionsClient completions;

	ReadmeSnippets(CompletionsClient completions) {
		this.completions = completions;
	}

	String first(CompletionsClient completions) {
		// tag::story[]
		String story = completions.create((request) -> request.prompt("Once upon a time").maxTokens(100)).text();
		// end::story[]
		return story;
	}

	void blocking() {
		// tag::blocking[]
		CompletionResponse response = this.completions.create(CompletionRequest.builder()
			.model("meta-llama/Meta-Llama-3.1-8B")
			.prompt("The benefits of renewable energy include:")
			.maxTokens(100)
			.temperature(0.7)
			.n(3)
			.build());
		for (CompletionChoice choice : response.choices()) {
			System.out.printf("Completion %d: %s%n", choice.index() + 1, choice.text());
		}
		// end::blocking[]
	}

	CompletableFuture<String> async() {
		// tag::async[]
		Mono<CompletionResponse> response = this.completions
			.createAsync((request) -> request.prompt("Explain the concept of recursion:").maxTokens(200));
		CompletableFuture<String> text = response.map(CompletionResponse::text).toFuture();
		// end::async[]
		return text;
	}

	// tag::stream[]
	@PostMapping(path = "/story", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<CompletionChunk> story(@RequestBody String beginning) {
		return this.completions.stream((request) -> request.prompt(beginning).maxTokens(300));
	}
	// end::stream[]

	void openStream() {
		// tag::open-stream[]
		try (CompletionStream stream = this.completions.openStream((request) -> request.prompt("def is_prime(n):"))) {
			for (CompletionChunk chunk : stream) {
				System.out.print(chunk.text());
			}
		}
		// end::open-stream[]
	}

	void bulk(List<String> prompts) {
		// tag::bulk[]
		Flux<CompletionRequest> requests = Flux.fromIterable(prompts)
			.map((prompt) -> CompletionRequest.builder().prompt(prompt).maxTokens(200).build());
		this.completions.createAll(requests, (options) -> options.concurrency(16)).doOnNext((result) -> {
			if (result.error() != null) {
				System.out.printf("%d failed: %s%n", result.index(), result.error().getMessage());
			}
			else {
				System.out.printf("%d: %s%n", result.index(), result.orElseThrow().text());
			}
		}).blockLast();
		// end::bulk[]
	}

	String options() {
		// tag::call-options[]
		CompletionResponse response = this.completions.create((request) -> request.prompt("Once upon a time"),
				(options) -> options.maxAttempts(1).totalTimeout(Duration.ofSeconds(20)));
		// end::call-options[]
		return response.text();
	}

	CompletionsClient quota(CompletionsClient completions) {
		// tag::quota[]
		CompletionsClient client = completions.mutate()
			.quotaSettings(QuotaSettings.builder().requestsPerMinute(600L).tokensPerMinute(100_000L).build())
			.build();
		// end::quota[]
		return client;
	}

	CompletionsClient pacing(CompletionsClient completions) {
		// tag::pacing[]
		CompletionsClient client = completions.mutate()
			.pacingSettings(PacingSettings.builder().initialRate(5.0).maxRate(20.0).build())
			.build();
		// end::pacing[]
		return client;
	}

	CompletionsClient budget(CompletionsClient completions) {
		// tag::budget[]
		CompletionsClient client = completions.mutate()
			.budgetSettings(BudgetSettings.builder().maxCost(new BigDecimal("5")).period(Duration.ofDays(1)).build())
			.prices(TokenPrices.builder()
				.model("meta-llama/Meta-Llama-3.1-8B", new BigDecimal("0.18"), new BigDecimal("0.18"))
				.build())
			.build();
		// end::budget[]
		return client;
	}

	String priority() {
		// tag::priority[]
		CompletionResponse response = this.completions.create((request) -> request.prompt("Once upon a time"),
				(options) -> options.priority(CallPriority.BULK));
		// end::priority[]
		return response.text();
	}

	String errors(CompletionRequest request) {
		// tag::errors[]
		try {
			return this.completions.create(request).text();
		}
		catch (TogetherResponseException.TooManyRequests ex) {
			throw new TryLaterException(ex.retryAfter());
		}
		catch (TogetherResponseException.Unauthorized ex) {
			throw new IllegalStateException("Check together.api-key", ex);
		}
		catch (TogetherException ex) {
			logger.warn("Call " + ex.requestId() + " failed", ex);
			throw ex;
		}
		// end::errors[]
	}

	// tag::second-client[]
	@Bean(defaultCandidate = false)
	CompletionsClient vllm(CompletionsClient.Builder builder) {
		return builder.baseUrl("http://localhost:8000/v1").apiKey("none").build();
	}
	// end::second-client[]

	static class TryLaterException extends RuntimeException {

		TryLaterException(@Nullable Duration retryAfter) {
			super("Try again in " + retryAfter);
		}

	}

}
