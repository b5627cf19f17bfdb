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

package io.github.togetherspring.batch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

/**
 * A client that makes no calls, and counts those that it is asked for.
 */
public final class FakeCompletions {

	private final CompletionsClient client = Mockito.mock(CompletionsClient.class);

	private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger mostInFlight = new AtomicInteger();

	public FakeCompletions(Function<String, Mono<CompletionResponse>> answers) {
		given(this.client.createAsync(any(CompletionRequest.class), any(CallOptions.class)))
			.willAnswer((invocation) -> {
				String prompt = invocation.<CompletionRequest>getArgument(0).prompt();
				return Mono.defer(() -> {
					this.calls.computeIfAbsent(prompt, (key) -> new AtomicInteger()).incrementAndGet();
					this.mostInFlight.accumulateAndGet(this.inFlight.incrementAndGet(), Math::max);
					return answers.apply(prompt);
				}).doOnTerminate(this.inFlight::decrementAndGet).doOnCancel(this.inFlight::decrementAndGet);
			});
	}

	public static CompletionRequest request(Object prompt) {
		return CompletionRequest.builder().model("m").prompt(prompt.toString()).build();
	}

	public static CompletionResponse response(String text) {
		return CompletionResponse.of(Map.of("model", "m", "choices", List.of(Map.of("index", 0, "text", text)), "usage",
				Map.of("prompt_tokens", 3, "completion_tokens", 2, "total_tokens", 5)));
	}

	public CompletionsClient client() {
		return this.client;
	}

	public int calls() {
		return this.calls.values().stream().mapToInt(AtomicInteger::get).sum();
	}

	public int callsFor(String prompt) {
		AtomicInteger calls = this.calls.get(prompt);
		return (calls != null) ? calls.get() : 0;
	}

	public int inFlight() {
		return this.inFlight.get();
	}

	public int mostInFlight() {
		return this.mostInFlight.get();
	}

}
