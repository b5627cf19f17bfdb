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

package io.github.togetherspring;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.client.DefaultCompletionsClientBuilder;
import io.github.togetherspring.observation.CompletionsObservations;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Creates builders of {@link CompletionsClient}s. It is not needed with Spring Boot: the
 * auto-configuration provides a client, from which {@link CompletionsClient#mutate()}
 * creates builders of others.
 */
public final class CompletionsClients {

	private CompletionsClients() {
	}

	/**
	 * Create a builder of clients with the HTTP client that Spring finds on the class
	 * path.
	 * @return a builder with the defaults, for Together AI
	 */
	public static CompletionsClient.Builder builder() {
		return builder(WebClient.builder());
	}

	/**
	 * Create a builder of clients that send their requests with a {@code WebClient}. Its
	 * connector, filters and headers are used; the given builder is not changed.
	 * @param webClient what to build the {@code WebClient} of each client from
	 * @return a builder with the defaults, for Together AI
	 */
	public static CompletionsClient.Builder builder(WebClient.Builder webClient) {
		WebClient.Builder copy = webClient.clone();
		return new DefaultCompletionsClientBuilder(() -> copy);
	}

	/**
	 * Create a builder of clients whose calls are observed, for metrics and traces.
	 * @param webClient what to build the {@code WebClient} of each client from
	 * @param observations how to observe calls
	 * @return a builder with the defaults, for Together AI
	 * @see #builder(WebClient.Builder)
	 */
	public static CompletionsClient.Builder builder(WebClient.Builder webClient, CompletionsObservations observations) {
		WebClient.Builder copy = webClient.clone();
		return new DefaultCompletionsClientBuilder(() -> copy).observations(observations);
	}

}
