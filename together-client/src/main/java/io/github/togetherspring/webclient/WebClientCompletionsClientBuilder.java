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

package io.github.togetherspring.webclient;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.observation.CompletionsObservations;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Builds completions clients that call the API through a {@link WebClient}.
 */
public final class WebClientCompletionsClientBuilder implements CompletionsClient.Builder {

	private final WebClient.Builder webClient;

	private final ClientSettings settings;

	/**
	 * Creates a builder.
	 * @param webClient what to build the {@code WebClient} of each client from: its
	 * connector, filters and headers are used; it is not changed
	 */
	public WebClientCompletionsClientBuilder(WebClient.Builder webClient) {
		this(webClient, new ClientSettings());
	}

	WebClientCompletionsClientBuilder(WebClient.Builder webClient, ClientSettings settings) {
		this.webClient = webClient.clone();
		this.settings = new ClientSettings(settings);
	}

	@Override
	public WebClientCompletionsClientBuilder name(String name) {
		this.settings.name(name);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder baseUrl(String baseUrl) {
		this.settings.baseUrl(baseUrl);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder apiKey(String apiKey) {
		ClientSettings.checkApiKey(apiKey);
		return apiKey(() -> apiKey);
	}

	@Override
	public WebClientCompletionsClientBuilder apiKey(Supplier<@Nullable String> apiKey) {
		this.settings.apiKey(Mono.fromSupplier(apiKey));
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder apiKey(Mono<String> apiKey) {
		this.settings.apiKey(apiKey);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder defaultHeader(String name, String... values) {
		this.settings.header(name, values);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder defaults(Consumer<CompletionRequest.Builder> defaults) {
		CompletionRequest.Builder builder = this.settings.defaults().toBuilder();
		defaults.accept(builder);
		this.settings.defaults(builder.build());
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder responseTimeout(@Nullable Duration responseTimeout) {
		this.settings.responseTimeout(responseTimeout);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder streamIdleTimeout(Duration streamIdleTimeout) {
		this.settings.streamIdleTimeout(streamIdleTimeout);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder totalTimeout(@Nullable Duration totalTimeout) {
		this.settings.totalTimeout(totalTimeout);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder maxConcurrentRequests(@Nullable Integer maxConcurrentRequests) {
		this.settings.maxConcurrentRequests(maxConcurrentRequests);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder retrySettings(RetrySettings retryPolicy) {
		this.settings.retrySettings(retryPolicy);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder maxResponseSize(int maxResponseSize) {
		this.settings.maxResponseSize(maxResponseSize);
		return this;
	}

	@Override
	public WebClientCompletionsClientBuilder maxEventSize(int maxEventSize) {
		this.settings.maxEventSize(maxEventSize);
		return this;
	}

	/**
	 * Sets what all calls of the client go through.
	 * @param callGate the gate, which several clients may share
	 * @return this builder
	 */
	public WebClientCompletionsClientBuilder callGate(CallGate callGate) {
		this.settings.callGate(callGate);
		return this;
	}

	/**
	 * Return whether one of some headers may take the API key's place.
	 * @param headerNames the names of the headers
	 * @return whether there is one, such as {@code Authorization} or {@code api-key}
	 */
	public static boolean hasCredentials(Collection<String> headerNames) {
		return CredentialHeaders.isAnyIn(headerNames);
	}

	/**
	 * Set what errors say on where to set what the client lacks, if that is not the
	 * builder. It no longer counts when the name is changed.
	 * @param apiKey a sentence on where the API key belongs, without its full stop
	 * @param model a clause on where the model belongs, such as "set it in the request"
	 * @return this builder
	 */
	public WebClientCompletionsClientBuilder advice(String apiKey, String model) {
		this.settings.advice(new ConfigurationAdvice(apiKey, model));
		return this;
	}

	/**
	 * Sets how calls are observed.
	 * @param observations the observations; none by default
	 * @return this builder
	 */
	public WebClientCompletionsClientBuilder observations(CompletionsObservations observations) {
		this.settings.observations(observations);
		return this;
	}

	@Override
	public CompletionsClient build() {
		ClientSettings copy = new ClientSettings(this.settings);
		CompletionsExchange exchange = new CompletionsExchange(this.webClient.clone(), copy, Clock.systemUTC());
		ObservedCalls observed = new ObservedCalls(
				copy.observations().forClient(copy.name(), copy.baseUrl().withoutQuery()), copy.defaults());
		return new WebClientCompletionsClient(exchange, new CallPipeline(copy), observed,
				() -> new WebClientCompletionsClientBuilder(this.webClient, copy));
	}

}
