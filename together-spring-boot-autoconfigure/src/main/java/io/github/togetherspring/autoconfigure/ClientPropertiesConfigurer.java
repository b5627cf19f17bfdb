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

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.RetrySettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.unit.DataSize;

/**
 * Applies properties and connection details to a client's builder.
 */
class ClientPropertiesConfigurer {

	private static final Log logger = LogFactory.getLog(ClientPropertiesConfigurer.class);

	private final ClientSetup setup;

	private final TogetherProperties properties;

	private final TogetherConnectionDetails connectionDetails;

	ClientPropertiesConfigurer(ClientSetup setup) {
		this.setup = setup;
		this.properties = setup.properties();
		this.connectionDetails = setup.connectionDetails();
	}

	void configure(CompletionsClient.Builder builder) {
		String baseUrl = this.connectionDetails.getBaseUrl();
		this.setup.apply("base-url", () -> builder.baseUrl(baseUrl));
		warnIfKeyIsReadable(URI.create(baseUrl.trim()));
		String apiKey = this.connectionDetails.getApiKey();
		if (apiKey != null) {
			this.setup.apply("api-key", () -> builder.apiKey(apiKey));
		}
		builder.apiKey(Mono.fromSupplier(this.connectionDetails::getApiKey));
		this.setup.apply("response-timeout", () -> builder.responseTimeout(this.properties.responseTimeout()));
		this.setup.apply("stream-idle-timeout", () -> builder.streamIdleTimeout(this.properties.streamIdleTimeout()));
		this.setup.apply("total-timeout", () -> builder.totalTimeout(this.properties.totalTimeout()));
		this.setup.apply("max-concurrent-requests",
				() -> builder.maxConcurrentRequests(this.properties.maxConcurrentRequests()));
		builder.retrySettings(retrySettings(this.properties.retry()));
		this.setup.apply("max-response-size", () -> builder.maxResponseSize(bytes(this.properties.maxResponseSize())));
		this.setup.apply("max-event-size", () -> builder.maxEventSize(bytes(this.properties.maxEventSize())));
		this.properties.defaultHeaders()
			.forEach((name, value) -> this.setup.apply("default-headers." + name,
					() -> builder.defaultHeader(name, value)));
		builder.defaults(this::applyDefaults);
	}

	private RetrySettings retrySettings(TogetherProperties.Retry retry) {
		if (!retry.enabled()) {
			return RetrySettings.none();
		}
		RetrySettings.Builder builder = RetrySettings.builder().onTimeout(retry.onTimeout());
		PropertyMapper.get().from(retry::statuses).to(builder::statuses);
		this.setup.apply("retry.max-attempts", () -> builder.maxAttempts(retry.maxAttempts()));
		this.setup.apply("retry.base-delay", () -> builder.baseDelay(retry.baseDelay()));
		this.setup.apply("retry.max-delay", () -> builder.maxDelay(retry.maxDelay()));
		this.setup.apply("retry.max-server-delay", () -> builder.maxServerDelay(retry.maxServerDelay()));
		this.setup.apply("retry.budget", () -> builder.budget(retry.budget()));
		return builder.build();
	}

	private void applyDefaults(CompletionRequest.Builder builder) {
		TogetherProperties.Completions defaults = this.properties.completions();
		PropertyMapper map = PropertyMapper.get();
		try {
			map.from(defaults::model).whenHasText().to(builder::model);
			map.from(defaults::maxTokens).to(builder::maxTokens);
			map.from(defaults::temperature).to(builder::temperature);
			map.from(defaults::topP).to(builder::topP);
			map.from(defaults::topK).to(builder::topK);
			map.from(defaults::minP).to(builder::minP);
			map.from(defaults::repetitionPenalty).to(builder::repetitionPenalty);
			map.from(defaults::presencePenalty).to(builder::presencePenalty);
			map.from(defaults::frequencyPenalty).to(builder::frequencyPenalty);
			map.from(defaults::logitBias).to(builder::logitBias);
			map.from(defaults::stop).to(builder::stop);
			map.from(defaults::n).to(builder::n);
			map.from(defaults::seed).to(builder::seed);
			map.from(defaults::logprobs).to(builder::logprobs);
			map.from(defaults::echo).to(builder::echo);
			map.from(defaults::safetyModel).whenHasText().to(builder::safetyModel);
		}
		catch (InvalidCompletionRequestException ex) {
			throw this.setup.invalid("completions." + ex.parameter().replace('_', '-'),
					String.valueOf(ex.getMessage()));
		}
	}

	private static int bytes(DataSize size) {
		if (size.toBytes() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The size must be below 2 GiB: " + size);
		}
		return Math.toIntExact(size.toBytes());
	}

	private void warnIfKeyIsReadable(URI baseUrl) {
		String host = baseUrl.getHost().toLowerCase(Locale.ROOT);
		boolean loopback = host.equals("localhost") || host.endsWith(".localhost")
				|| host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
		if ("http".equalsIgnoreCase(baseUrl.getScheme()) && !loopback) {
			logger.warn(this.setup.propertyNames().apply("base-url") + " is plain http: the API key and the prompts to "
					+ host + " can be read on their way");
		}
	}

}
