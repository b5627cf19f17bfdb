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

package io.github.togetherspring.internal.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.call.ShutdownGate;
import io.github.togetherspring.observation.CompletionsObservations;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The configuration of a client. Mutable while the client is built, and then copied.
 */
public final class ClientConfiguration {

	public static final String NO_KEY = "none";

	public static final int DEFAULT_MAX_RESPONSE_SIZE = 64 * 1024 * 1024;

	public static final int DEFAULT_MAX_EVENT_SIZE = 16 * 1024 * 1024;

	private static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration MAX_RESPONSE_TIMEOUT = Duration.ofMinutes(10);

	private static final Duration TIMEOUT_PER_TOKEN = Duration.ofMillis(30);

	private static final int TOKENS_WITHIN_DEFAULT = 1000;

	private static final Duration MAX_TIMEOUT = Duration.ofDays(366);

	private BaseUrl baseUrl = BaseUrl.DEFAULT;

	private Mono<String> apiKey = Mono.just("");

	private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private CompletionRequest defaults = CompletionRequest.builder().build();

	private @Nullable Duration responseTimeout;

	private Duration streamIdleTimeout = Duration.ofSeconds(30);

	private @Nullable Duration totalTimeout;

	private @Nullable Integer maxConcurrentRequests;

	private RetrySettings retryPolicy = RetrySettings.defaults();

	private @Nullable PacingSettings pacingSettings;

	private @Nullable PacingSettings jobPacingSettings = PacingSettings.defaults();

	private @Nullable BudgetSettings budgetSettings;

	private TokenPrices prices = TokenPrices.none();

	private @Nullable QuotaSettings quotaSettings;

	private int maxResponseSize = DEFAULT_MAX_RESPONSE_SIZE;

	private int maxEventSize = DEFAULT_MAX_EVENT_SIZE;

	private String name = CompletionsClient.DEFAULT_NAME;

	private ConfigurationAdvice advice = ConfigurationAdvice.IN_CODE;

	private @Nullable ShutdownGate shutdownGate;

	private CompletionsObservations observations = CompletionsObservations.none();

	public ClientConfiguration() {
	}

	public ClientConfiguration(ClientConfiguration other) {
		this.name = other.name;
		this.advice = other.advice;
		this.shutdownGate = other.shutdownGate;
		this.observations = other.observations;
		this.baseUrl = other.baseUrl;
		this.apiKey = other.apiKey;
		this.headers.putAll(other.headers);
		this.defaults = other.defaults;
		this.responseTimeout = other.responseTimeout;
		this.streamIdleTimeout = other.streamIdleTimeout;
		this.totalTimeout = other.totalTimeout;
		this.maxConcurrentRequests = other.maxConcurrentRequests;
		this.retryPolicy = other.retryPolicy;
		this.pacingSettings = other.pacingSettings;
		this.jobPacingSettings = other.jobPacingSettings;
		this.budgetSettings = other.budgetSettings;
		this.prices = other.prices;
		this.quotaSettings = other.quotaSettings;
		this.maxResponseSize = other.maxResponseSize;
		this.maxEventSize = other.maxEventSize;
	}

	public String name() {
		return this.name;
	}

	public void name(String name) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("The client's name must not be blank");
		}
		if (!name.equals(this.name)) {
			this.advice = ConfigurationAdvice.IN_CODE;
		}
		this.name = name;
	}

	public ConfigurationAdvice advice() {
		return this.advice;
	}

	public void advice(ConfigurationAdvice advice) {
		this.advice = advice;
	}

	public @Nullable ShutdownGate shutdownGate() {
		return this.shutdownGate;
	}

	public void shutdownGate(ShutdownGate shutdownGate) {
		this.shutdownGate = shutdownGate;
	}

	public CompletionsObservations observations() {
		return this.observations;
	}

	public void observations(CompletionsObservations observations) {
		this.observations = observations;
	}

	public BaseUrl baseUrl() {
		return this.baseUrl;
	}

	public void baseUrl(String baseUrl) {
		this.baseUrl = BaseUrl.of(baseUrl);
	}

	/**
	 * Return the source of the API key, which is subscribed to for each attempt.
	 * @return the key, {@value #NO_KEY} to send none, or an empty text if there is none
	 */
	public Mono<String> apiKey() {
		return this.apiKey;
	}

	private static String usable(@Nullable String apiKey) {
		if (apiKey == null || apiKey.isBlank()) {
			return "";
		}
		checkApiKey(apiKey);
		return apiKey.strip();
	}

	public static void checkApiKey(String apiKey) {
		String key = apiKey.strip();
		for (int i = 0; i < key.length(); i++) {
			if (key.charAt(i) <= ' ' || key.charAt(i) >= 0x7F) {
				throw new IllegalArgumentException(
						"The API key contains a line break, a space or another character that is not allowed in a key");
			}
		}
	}

	public void apiKey(Supplier<@Nullable String> apiKey) {
		this.apiKey = Mono.fromSupplier(() -> usable(apiKey.get()));
	}

	public void apiKey(Mono<String> apiKey) {
		this.apiKey = apiKey.map(ClientConfiguration::usable).defaultIfEmpty("");
	}

	public Map<String, List<String>> headers() {
		return this.headers;
	}

	public void header(String name, String... values) {
		CallOptions.Builder checked = CallOptions.builder();
		for (String value : values) {
			checked.header(name, value);
		}
		this.headers.remove(name);
		this.headers.putAll(checked.build().headers());
	}

	public CompletionRequest defaults() {
		return this.defaults;
	}

	public void defaults(CompletionRequest defaults) {
		this.defaults = defaults;
	}

	public void responseTimeout(@Nullable Duration responseTimeout) {
		this.responseTimeout = (responseTimeout != null) ? positive("response", responseTimeout) : null;
	}

	public Duration streamIdleTimeout() {
		return this.streamIdleTimeout;
	}

	public void streamIdleTimeout(Duration streamIdleTimeout) {
		this.streamIdleTimeout = positive("stream idle", streamIdleTimeout);
	}

	public @Nullable Duration totalTimeout() {
		return this.totalTimeout;
	}

	public void totalTimeout(@Nullable Duration totalTimeout) {
		this.totalTimeout = (totalTimeout != null) ? positive("total", totalTimeout) : null;
	}

	public @Nullable Integer maxConcurrentRequests() {
		return this.maxConcurrentRequests;
	}

	public void maxConcurrentRequests(@Nullable Integer maxConcurrentRequests) {
		if (maxConcurrentRequests != null && maxConcurrentRequests < 1) {
			throw new IllegalArgumentException(
					"The number of concurrent requests must be at least 1: " + maxConcurrentRequests);
		}
		this.maxConcurrentRequests = maxConcurrentRequests;
	}

	public RetrySettings retrySettings() {
		return this.retryPolicy;
	}

	public void retrySettings(RetrySettings retryPolicy) {
		this.retryPolicy = retryPolicy;
	}

	public @Nullable PacingSettings pacingSettings() {
		return this.pacingSettings;
	}

	/**
	 * Return the pacing of the client when it is used by jobs.
	 * @return the settings, or {@code null} for no pacing
	 */
	public @Nullable PacingSettings jobPacingSettings() {
		return this.jobPacingSettings;
	}

	public void pacingSettings(@Nullable PacingSettings pacingSettings, @Nullable PacingSettings jobPacingSettings) {
		this.pacingSettings = pacingSettings;
		this.jobPacingSettings = jobPacingSettings;
	}

	public @Nullable BudgetSettings budgetSettings() {
		return this.budgetSettings;
	}

	public void budgetSettings(@Nullable BudgetSettings budgetSettings) {
		this.budgetSettings = budgetSettings;
	}

	public TokenPrices prices() {
		return this.prices;
	}

	public void prices(TokenPrices prices) {
		this.prices = prices;
	}

	public @Nullable QuotaSettings quotaSettings() {
		return this.quotaSettings;
	}

	public void quotaSettings(@Nullable QuotaSettings quotaSettings) {
		this.quotaSettings = quotaSettings;
	}

	/**
	 * Return the longest time to wait for the response headers. Without streaming, they
	 * arrive when the whole text has been generated, so that a long text has more time.
	 * @param request the request
	 * @param stream whether the response is streamed
	 * @return the time-out
	 */
	public Duration responseTimeout(CompletionRequest request, boolean stream) {
		if (this.responseTimeout != null) {
			return this.responseTimeout;
		}
		Integer maxTokens = request.maxTokens();
		if (stream || maxTokens == null || maxTokens <= TOKENS_WITHIN_DEFAULT) {
			return DEFAULT_RESPONSE_TIMEOUT;
		}
		Duration timeout = DEFAULT_RESPONSE_TIMEOUT
			.plus(TIMEOUT_PER_TOKEN.multipliedBy(maxTokens - TOKENS_WITHIN_DEFAULT));
		return (timeout.compareTo(MAX_RESPONSE_TIMEOUT) < 0) ? timeout : MAX_RESPONSE_TIMEOUT;
	}

	public int maxResponseSize() {
		return this.maxResponseSize;
	}

	public void maxResponseSize(int maxResponseSize) {
		this.maxResponseSize = positive("response", maxResponseSize);
	}

	public int maxEventSize() {
		return this.maxEventSize;
	}

	public void maxEventSize(int maxEventSize) {
		this.maxEventSize = positive("event", maxEventSize);
	}

	private static Duration positive(String what, Duration timeout) {
		if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(MAX_TIMEOUT) > 0) {
			throw new IllegalArgumentException(
					"The " + what + " time-out must be above zero and at most a year: " + timeout);
		}
		return timeout;
	}

	private static int positive(String what, int size) {
		if (size < 1) {
			throw new IllegalArgumentException("The maximum size of a " + what + " must be above zero: " + size);
		}
		return size;
	}

}
