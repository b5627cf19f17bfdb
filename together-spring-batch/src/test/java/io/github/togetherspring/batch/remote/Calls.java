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

package io.github.togetherspring.batch.remote;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

/**
 * The calls of all machines. They respond at once, or when they are released.
 */
final class Calls {

	private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

	private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();

	private final Set<String> held = ConcurrentHashMap.newKeySet();

	private final Sinks.Empty<Void> released = Sinks.empty();

	private final CompletionsClient client = Mockito.mock(CompletionsClient.class);

	Calls() {
		given(this.client.createAsync(any(CompletionRequest.class), any(CallOptions.class)))
			.willAnswer((invocation) -> call(invocation.<CompletionRequest>getArgument(0).prompt()));
	}

	private Mono<CompletionResponse> call(String prompt) {
		return Mono.defer(() -> {
			this.calls.computeIfAbsent(prompt, (key) -> new AtomicInteger()).incrementAndGet();
			RuntimeException failure = this.failures.get(prompt);
			if (failure != null) {
				return Mono.error(failure);
			}
			Mono<CompletionResponse> response = Mono.fromSupplier(() -> response(prompt));
			return this.held.contains(prompt) ? this.released.asMono().then(response) : response;
		});
	}

	private static CompletionResponse response(String prompt) {
		return CompletionResponse.of(Map.of("model", "m", "choices", List.of(Map.of("index", 0, "text", prompt)),
				"usage", Map.of("prompt_tokens", 3, "completion_tokens", 2, "total_tokens", 5)));
	}

	CompletionsClient client() {
		return this.client;
	}

	void fail(int item, RuntimeException failure) {
		this.failures.put("" + item, failure);
	}

	void succeed(int item) {
		this.failures.remove("" + item);
	}

	void hold(int... items) {
		for (int item : items) {
			this.held.add("" + item);
		}
	}

	void release() {
		this.released.tryEmitEmpty();
	}

	boolean isCalled(int item) {
		return count(item) > 0;
	}

	int count(int item) {
		AtomicInteger count = this.calls.get("" + item);
		return (count != null) ? count.get() : 0;
	}

	int count() {
		return this.calls.values().stream().mapToInt(AtomicInteger::get).sum();
	}

}
