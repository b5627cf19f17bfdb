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

package io.github.togetherspring.internal.client;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.call.ShutdownGate;
import io.github.togetherspring.internal.exchange.ClientConfiguration;
import io.github.togetherspring.internal.exchange.ConfigurationAdvice;
import io.github.togetherspring.internal.exchange.CredentialHeaders;
import io.github.togetherspring.observation.CompletionsObservations;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Builder for completions clients that call the API through a {@link WebClient}.
 */
public final class DefaultCompletionsClientBuilder implements CompletionsClient.Builder {

	private final Supplier<WebClient.Builder> webClient;

	private final ClientConfiguration configuration;

	/**
	 * Create a builder.
	 * @param webClient provides the builder of the {@code WebClient} of each client,
	 * always the same, for the first call. Its connector, filters and headers are used;
	 * it is not changed
	 */
	public DefaultCompletionsClientBuilder(Supplier<WebClient.Builder> webClient) {
		this(webClient, new ClientConfiguration());
	}

	DefaultCompletionsClientBuilder(Supplier<WebClient.Builder> webClient, ClientConfiguration configuration) {
		this.webClient = webClient;
		this.configuration = new ClientConfiguration(configuration);
	}

	@Override
	public DefaultCompletionsClientBuilder name(String name) {
		this.configuration.name(name);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder baseUrl(String baseUrl) {
		this.configuration.baseUrl(baseUrl);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder apiKey(String apiKey) {
		ClientConfiguration.checkApiKey(apiKey);
		return apiKey(() -> apiKey);
	}

	@Override
	public DefaultCompletionsClientBuilder apiKey(Supplier<@Nullable String> apiKey) {
		this.configuration.apiKey(apiKey);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder apiKey(Mono<String> apiKey) {
		this.configuration.apiKey(apiKey);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder defaultHeader(String name, String... values) {
		this.configuration.header(name, values);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder defaults(Consumer<CompletionRequest.Builder> defaults) {
		CompletionRequest.Builder builder = this.configuration.defaults().toBuilder();
		defaults.accept(builder);
		this.configuration.defaults(builder.build());
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder responseTimeout(@Nullable Duration responseTimeout) {
		this.configuration.responseTimeout(responseTimeout);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder streamIdleTimeout(Duration streamIdleTimeout) {
		this.configuration.streamIdleTimeout(streamIdleTimeout);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder totalTimeout(@Nullable Duration totalTimeout) {
		this.configuration.totalTimeout(totalTimeout);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder maxConcurrentRequests(@Nullable Integer maxConcurrentRequests) {
		this.configuration.maxConcurrentRequests(maxConcurrentRequests);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder retrySettings(RetrySettings retryPolicy) {
		this.configuration.retrySettings(retryPolicy);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder pacingSettings(@Nullable PacingSettings pacingSettings) {
		this.configuration.pacingSettings(pacingSettings, pacingSettings);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder quotaSettings(@Nullable QuotaSettings quotaSettings) {
		this.configuration.quotaSettings(quotaSettings);
		return this;
	}

	/**
	 * Set the pacing of the client when it is used by jobs, and none for other calls.
	 * @param pacingSettings the settings, the default ones unless set
	 * @return this builder
	 */
	public DefaultCompletionsClientBuilder jobPacingSettings(PacingSettings pacingSettings) {
		this.configuration.pacingSettings(null, pacingSettings);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder budgetSettings(@Nullable BudgetSettings budgetSettings) {
		this.configuration.budgetSettings(budgetSettings);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder prices(TokenPrices prices) {
		this.configuration.prices(prices);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder maxResponseSize(int maxResponseSize) {
		this.configuration.maxResponseSize(maxResponseSize);
		return this;
	}

	@Override
	public DefaultCompletionsClientBuilder maxEventSize(int maxEventSize) {
		this.configuration.maxEventSize(maxEventSize);
		return this;
	}

	/**
	 * Set the gate that all calls of the client go through.
	 * @param shutdownGate the gate, which several clients may share
	 * @return this builder
	 */
	public DefaultCompletionsClientBuilder shutdownGate(ShutdownGate shutdownGate) {
		this.configuration.shutdownGate(shutdownGate);
		return this;
	}

	/**
	 * Return whether any of the given headers may replace the API key.
	 * @param headerNames the names of the headers
	 * @return whether there is one, such as {@code Authorization} or {@code api-key}
	 */
	public static boolean hasCredentials(Collection<String> headerNames) {
		return CredentialHeaders.isAnyIn(headerNames);
	}

	/**
	 * Set the advice in errors on where to configure what the client lacks, if that is
	 * not this builder. Changing the name resets it.
	 * @param apiKey a sentence on where to set the API key, without its full stop
	 * @param model a clause on where to set the model, such as "set it in the request"
	 * @return this builder
	 */
	public DefaultCompletionsClientBuilder advice(String apiKey, String model) {
		this.configuration.advice(new ConfigurationAdvice(apiKey, model));
		return this;
	}

	/**
	 * Set how calls are observed.
	 * @param observations the observations; none by default
	 * @return this builder
	 */
	public DefaultCompletionsClientBuilder observations(CompletionsObservations observations) {
		this.configuration.observations(observations);
		return this;
	}

	@Override
	public CompletionsClient build() {
		return new DefaultCompletionsClient(this.webClient, new ClientConfiguration(this.configuration));
	}

}
