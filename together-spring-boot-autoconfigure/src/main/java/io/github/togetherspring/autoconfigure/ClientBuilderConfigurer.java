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

package io.github.togetherspring.autoconfigure;

import java.net.URI;
import java.util.Locale;

import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.internal.client.DefaultCompletionsClientBuilder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Applies the configuration of a client to its builder.
 */
class ClientBuilderConfigurer {

	private static final Log logger = LogFactory.getLog(ClientBuilderConfigurer.class);

	private final ClientConfiguration configuration;

	private final DefaultCompletionsClientBuilder builder;

	private final QuotaStores quotaStores;

	// The property that is being applied, for the exception if its value is invalid.
	private String property = "";

	ClientBuilderConfigurer(ClientConfiguration configuration, DefaultCompletionsClientBuilder builder,
			QuotaStores quotaStores) {
		this.configuration = configuration;
		this.builder = builder;
		this.quotaStores = quotaStores;
	}

	void configure() {
		try {
			TogetherProperties properties = this.configuration.properties();
			applyConnection(this.configuration.connectionDetails());
			applyLimits(properties);
			this.builder.retrySettings(retrySettings(properties.getRetry()));
			applyPacing(properties.getPacing());
			applyBudget(properties.getBudget());
			this.builder.prices(ConfiguredPrices.of(this.configuration));
			applyQuota(properties.getPacing().getQuota());
			properties.getDefaultHeaders()
				.forEach((name, value) -> set("default-headers." + name).defaultHeader(name, value));
			this.builder.defaults((request) -> applyDefaults(request, properties.getCompletions()));
		}
		catch (InvalidCompletionRequestException ex) {
			throw this.configuration.invalid("completions." + ex.parameter().replace('_', '-'),
					String.valueOf(ex.getMessage()));
		}
		catch (IllegalArgumentException ex) {
			throw this.configuration.invalid(this.property, String.valueOf(ex.getMessage()));
		}
	}

	private CompletionsClient.Builder set(String property) {
		this.property = property;
		return this.builder;
	}

	private void applyConnection(TogetherConnectionDetails connectionDetails) {
		String baseUrl = connectionDetails.getBaseUrl();
		set("base-url").baseUrl(baseUrl);
		warnIfKeyIsReadable(URI.create(baseUrl.trim()));
		String apiKey = connectionDetails.getApiKey();
		if (apiKey != null) {
			// Only checked: the key may change later.
			set("api-key").apiKey(apiKey);
		}
		this.builder.apiKey(Mono.fromSupplier(connectionDetails::getApiKey));
	}

	private void applyLimits(TogetherProperties properties) {
		set("response-timeout").responseTimeout(properties.getResponseTimeout());
		set("stream-idle-timeout").streamIdleTimeout(properties.getStreamIdleTimeout());
		set("total-timeout").totalTimeout(properties.getTotalTimeout());
		set("max-concurrent-requests").maxConcurrentRequests(properties.getMaxConcurrentRequests());
		set("max-response-size").maxResponseSize(bytes(properties.getMaxResponseSize()));
		set("max-event-size").maxEventSize(bytes(properties.getMaxEventSize()));
	}

	private static int bytes(DataSize size) {
		if (size.toBytes() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The size must be below 2 GiB: " + size);
		}
		return Math.toIntExact(size.toBytes());
	}

	private RetrySettings retrySettings(TogetherProperties.Retry properties) {
		if (!properties.isEnabled()) {
			return RetrySettings.none();
		}
		RetrySettings.Builder retries = RetrySettings.builder().retryOnTimeout(properties.isOnTimeout());
		this.property = "retry.statuses";
		retries.retryOnStatus(properties.getStatuses());
		this.property = "retry.max-attempts";
		retries.maxAttempts(properties.getMaxAttempts());
		this.property = "retry.max-server-delay";
		retries.maxServerDelay(properties.getMaxServerDelay());
		this.property = "retry.budget";
		retries.budget(properties.getBudget());
		this.property = "retry.max-delay";
		retries.maxDelay(properties.getMaxDelay());
		this.property = "retry.base-delay";
		return retries.baseDelay(properties.getBaseDelay()).build();
	}

	private void applyPacing(TogetherProperties.Pacing properties) {
		PacingSettings.Builder pacing = PacingSettings.builder();
		this.property = "pacing.min-rate";
		pacing.minRate(properties.getMinRate());
		this.property = "pacing.max-rate";
		pacing.maxRate(properties.getMaxRate());
		this.property = "pacing.initial-rate";
		pacing.initialRate(properties.getInitialRate());
		this.property = (properties.getInitialRate() != null) ? "pacing.initial-rate" : "pacing.min-rate";
		PacingSettings settings = pacing.build();
		if (properties.getEnabled() == null) {
			this.builder.jobPacingSettings(settings);
		}
		else {
			this.builder.pacingSettings(properties.getEnabled() ? settings : null);
		}
	}

	private void applyBudget(TogetherProperties.Budget properties) {
		if (properties.getMaxTokens() == null && properties.getMaxCost() == null && properties.getPeriod() == null) {
			return;
		}
		BudgetSettings.Builder budget = BudgetSettings.builder();
		this.property = "budget.max-tokens";
		budget.maxTokens(properties.getMaxTokens());
		this.property = "budget.max-cost";
		budget.maxCost(properties.getMaxCost());
		this.property = "budget.period";
		budget.period(properties.getPeriod());
		this.builder.budgetSettings(budget.build());
	}

	private void applyQuota(TogetherProperties.Quota properties) {
		QuotaSettings.Builder quota = QuotaSettings.builder();
		this.property = "pacing.quota.requests-per-minute";
		quota.requestsPerMinute(properties.getRequestsPerMinute());
		this.property = "pacing.quota.tokens-per-minute";
		quota.tokensPerMinute(properties.getTokensPerMinute());
		this.property = "pacing.quota.name";
		quota.name(StringUtils.hasText(properties.getName()) ? properties.getName() : null);
		this.property = "pacing.quota.lease";
		quota.lease(properties.getLease());
		this.property = "pacing.quota.fallback-share";
		quota.fallbackShare(properties.getFallbackShare());
		if (properties.getRequestsPerMinute() != null || properties.getTokensPerMinute() != null) {
			this.property = "pacing.quota.store";
			this.builder.quotaSettings(quota.store(this.quotaStores.get(properties.getStore())).build());
		}
	}

	private static void applyDefaults(CompletionRequest.Builder request, TogetherProperties.Completions defaults) {
		if (StringUtils.hasText(defaults.getModel())) {
			request.model(defaults.getModel());
		}
		if (defaults.getMaxTokens() != null) {
			request.maxTokens(defaults.getMaxTokens());
		}
		if (defaults.getTemperature() != null) {
			request.temperature(defaults.getTemperature());
		}
		if (defaults.getTopP() != null) {
			request.topP(defaults.getTopP());
		}
		if (defaults.getTopK() != null) {
			request.topK(defaults.getTopK());
		}
		if (defaults.getMinP() != null) {
			request.minP(defaults.getMinP());
		}
		if (defaults.getStop() != null) {
			request.stop(defaults.getStop());
		}
		if (defaults.getN() != null) {
			request.n(defaults.getN());
		}
		if (defaults.getSeed() != null) {
			request.seed(defaults.getSeed());
		}
		if (defaults.getLogprobs() != null) {
			request.logprobs(defaults.getLogprobs());
		}
		if (defaults.getEcho() != null) {
			request.echo(defaults.getEcho());
		}
		if (StringUtils.hasText(defaults.getSafetyModel())) {
			request.safetyModel(defaults.getSafetyModel());
		}
		applyPenalties(request, defaults);
	}

	private static void applyPenalties(CompletionRequest.Builder request, TogetherProperties.Completions defaults) {
		if (defaults.getRepetitionPenalty() != null) {
			request.repetitionPenalty(defaults.getRepetitionPenalty());
		}
		if (defaults.getPresencePenalty() != null) {
			request.presencePenalty(defaults.getPresencePenalty());
		}
		if (defaults.getFrequencyPenalty() != null) {
			request.frequencyPenalty(defaults.getFrequencyPenalty());
		}
		if (defaults.getLogitBias() != null) {
			request.logitBias(defaults.getLogitBias());
		}
	}

	private void warnIfKeyIsReadable(URI baseUrl) {
		if (!"http".equalsIgnoreCase(baseUrl.getScheme())) {
			return;
		}
		String host = baseUrl.getHost().toLowerCase(Locale.ROOT);
		boolean loopback = host.equals("localhost") || host.endsWith(".localhost")
				|| host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
		if (!loopback) {
			logger.warn(this.configuration.propertyNames().apply("base-url")
					+ " is plain http: the API key and the prompts to " + host + " can be read in transit");
		}
	}

}
