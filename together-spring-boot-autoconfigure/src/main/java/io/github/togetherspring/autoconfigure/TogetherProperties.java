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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.togetherspring.connector.HttpProtocol;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.observation.SemanticConventions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the completions clients. The properties are public API,
 * this class is not: it is public because Spring Boot and the packages of this module
 * read it.
 */
@ConfigurationProperties("together")
public final class TogetherProperties {

	static final String DEFAULT_BASE_URL = "https://api.together.ai/v1";

	static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * Whether to set up the completions client.
	 */
	private boolean enabled = true;

	/**
	 * API key. Without one, or with a blank one, the application starts and the first
	 * call fails. 'none' sends no key, for servers that need none.
	 */
	private @Nullable String apiKey;

	/**
	 * Base URL of the API, including its version. A blank value is treated as absent.
	 */
	private @Nullable String baseUrl = DEFAULT_BASE_URL;

	/**
	 * Maximum time to connect. Defaults to 'spring.http.clients.connect-timeout', or to
	 * five seconds.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Maximum time to wait for the response headers. Defaults to one minute. Without
	 * streaming, 30 seconds are added for each 1,000 of 'max_tokens' beyond the first
	 * 1,000, up to ten minutes.
	 */
	private @Nullable Duration responseTimeout;

	/**
	 * Maximum time to wait for more of a response that has started.
	 */
	private Duration streamIdleTimeout = Duration.ofSeconds(30);

	/**
	 * Maximum time for a whole call, including retries, up to the last chunk of a stream.
	 * Unlimited by default.
	 */
	private @Nullable Duration totalTimeout;

	/**
	 * Maximum number of concurrent requests. Further requests wait in order. Unlimited by
	 * default.
	 */
	private @Nullable Integer maxConcurrentRequests;

	/**
	 * Maximum size of a response that is not streamed.
	 */
	private DataSize maxResponseSize = DataSize.ofMegabytes(64);

	/**
	 * Maximum size of an event of a streamed response.
	 */
	private DataSize maxEventSize = DataSize.ofMegabytes(16);

	/**
	 * Headers to send with every request.
	 */
	private Map<String, String> defaultHeaders = new LinkedHashMap<>();

	/**
	 * Additional clients by name. Each inherits the properties of 'together.*' and may
	 * override them.
	 */
	private Map<String, TogetherProperties> clients = new LinkedHashMap<>();

	private final Ssl ssl = new Ssl();

	private final Proxy proxy = new Proxy();

	private final Http http = new Http();

	private final Logging logging = new Logging();

	private final Health health = new Health();

	private final Retry retry = new Retry();

	private final Pacing pacing = new Pacing();

	private final Budget budget = new Budget();

	/**
	 * Prices of tokens by model, for budgets and for the cost of jobs.
	 */
	private Map<String, Price> prices = new LinkedHashMap<>();

	private final Price defaultPrice = new Price();

	private final Completions completions = new Completions();

	private final Observations observations = new Observations();

	private final Web web = new Web();

	TogetherProperties() {
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getApiKey() {
		return this.apiKey;
	}

	public void setApiKey(@Nullable String apiKey) {
		this.apiKey = apiKey;
	}

	public @Nullable String getBaseUrl() {
		return this.baseUrl;
	}

	public void setBaseUrl(@Nullable String baseUrl) {
		this.baseUrl = baseUrl;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Duration getResponseTimeout() {
		return this.responseTimeout;
	}

	public void setResponseTimeout(@Nullable Duration responseTimeout) {
		this.responseTimeout = responseTimeout;
	}

	public Duration getStreamIdleTimeout() {
		return this.streamIdleTimeout;
	}

	public void setStreamIdleTimeout(Duration streamIdleTimeout) {
		this.streamIdleTimeout = streamIdleTimeout;
	}

	public @Nullable Duration getTotalTimeout() {
		return this.totalTimeout;
	}

	public void setTotalTimeout(@Nullable Duration totalTimeout) {
		this.totalTimeout = totalTimeout;
	}

	public @Nullable Integer getMaxConcurrentRequests() {
		return this.maxConcurrentRequests;
	}

	public void setMaxConcurrentRequests(@Nullable Integer maxConcurrentRequests) {
		this.maxConcurrentRequests = maxConcurrentRequests;
	}

	public DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(DataSize maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
	}

	public DataSize getMaxEventSize() {
		return this.maxEventSize;
	}

	public void setMaxEventSize(DataSize maxEventSize) {
		this.maxEventSize = maxEventSize;
	}

	public Map<String, String> getDefaultHeaders() {
		return this.defaultHeaders;
	}

	public void setDefaultHeaders(Map<String, String> defaultHeaders) {
		this.defaultHeaders = defaultHeaders;
	}

	public Map<String, TogetherProperties> getClients() {
		return this.clients;
	}

	public void setClients(Map<String, TogetherProperties> clients) {
		this.clients = clients;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public Proxy getProxy() {
		return this.proxy;
	}

	public Http getHttp() {
		return this.http;
	}

	public Logging getLogging() {
		return this.logging;
	}

	public Health getHealth() {
		return this.health;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public Pacing getPacing() {
		return this.pacing;
	}

	public Budget getBudget() {
		return this.budget;
	}

	public Map<String, Price> getPrices() {
		return this.prices;
	}

	public void setPrices(Map<String, Price> prices) {
		this.prices = prices;
	}

	public Price getDefaultPrice() {
		return this.defaultPrice;
	}

	public Completions getCompletions() {
		return this.completions;
	}

	public Observations getObservations() {
		return this.observations;
	}

	public Web getWeb() {
		return this.web;
	}

	/**
	 * Return the properties that are not secret.
	 */
	@Override
	public String toString() {
		String baseUrl = (this.baseUrl != null) ? this.baseUrl : "";
		return "TogetherProperties[baseUrl=" + baseUrl.replaceFirst("\\?.*", "?***") + "]";
	}

	/**
	 * TLS.
	 */
	public static final class Ssl {

		/**
		 * Name of the SSL bundle with the certificates to trust and, if the server
		 * requests one, the certificate to present. Defaults to
		 * 'spring.http.clients.ssl.bundle'.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * HTTP proxy.
	 */
	public static final class Proxy {

		/**
		 * Host of an HTTP proxy. Without it, the proxy settings of the system apply.
		 */
		private @Nullable String host;

		/**
		 * Port of the proxy.
		 */
		private int port = 8080;

		/**
		 * User name for the proxy.
		 */
		private @Nullable String username;

		/**
		 * Password for the proxy.
		 */
		private @Nullable String password;

		/**
		 * Comma-separated list of hosts to reach without the proxy, where '*' stands for
		 * any text.
		 */
		private List<String> nonProxyHosts = new ArrayList<>();

		public @Nullable String getHost() {
			return this.host;
		}

		public void setHost(@Nullable String host) {
			this.host = host;
		}

		public int getPort() {
			return this.port;
		}

		public void setPort(int port) {
			this.port = port;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

		public List<String> getNonProxyHosts() {
			return this.nonProxyHosts;
		}

		public void setNonProxyHosts(List<String> nonProxyHosts) {
			this.nonProxyHosts = nonProxyHosts;
		}

		/**
		 * Return the properties that are not secret.
		 */
		@Override
		public String toString() {
			return "Proxy[host=" + this.host + ", port=" + this.port + "]";
		}

	}

	/**
	 * HTTP.
	 */
	public static final class Http {

		/**
		 * Version of HTTP. Defaults to HTTP/1.1, or to what the application has set up in
		 * Reactor Netty. For Reactor Netty and the HTTP client of the JDK.
		 */
		private @Nullable HttpProtocol protocol;

		/**
		 * Maximum number of open connections. With Reactor Netty, up to twice as many
		 * calls may wait for one. Defaults to 5000, or to what the application has set up
		 * for its HTTP client in code. For Reactor Netty and Jetty.
		 */
		private @Nullable Integer maxConnections;

		/**
		 * Time after which an idle connection is closed; should be shorter than on the
		 * server. Defaults to 30 seconds, or to what the application has set up for its
		 * HTTP client in code. For Reactor Netty.
		 */
		private @Nullable Duration maxIdleTime;

		public @Nullable HttpProtocol getProtocol() {
			return this.protocol;
		}

		public void setProtocol(@Nullable HttpProtocol protocol) {
			this.protocol = protocol;
		}

		public @Nullable Integer getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(@Nullable Integer maxConnections) {
			this.maxConnections = maxConnections;
		}

		public @Nullable Duration getMaxIdleTime() {
			return this.maxIdleTime;
		}

		public void setMaxIdleTime(@Nullable Duration maxIdleTime) {
			this.maxIdleTime = maxIdleTime;
		}

	}

	/**
	 * Logging of calls, at level DEBUG.
	 */
	public static final class Logging {

		/**
		 * Whether to log request and response bodies, including prompts and generated
		 * texts.
		 */
		private boolean includeBodies;

		public boolean isIncludeBodies() {
			return this.includeBodies;
		}

		public void setIncludeBodies(boolean includeBodies) {
			this.includeBodies = includeBodies;
		}

	}

	/**
	 * Health of all clients.
	 */
	public static final class Health {

		/**
		 * Time for which the outcome of a call is considered. Without recent calls, the
		 * server is probed.
		 */
		private Duration trafficWindow = Duration.ofSeconds(30);

		/**
		 * Time for which the result of a probe is cached.
		 */
		private Duration cacheTtl = Duration.ofSeconds(10);

		/**
		 * Maximum time for a probe.
		 */
		private Duration timeout = Duration.ofSeconds(2);

		public Duration getTrafficWindow() {
			return this.trafficWindow;
		}

		public void setTrafficWindow(Duration trafficWindow) {
			this.trafficWindow = trafficWindow;
		}

		public Duration getCacheTtl() {
			return this.cacheTtl;
		}

		public void setCacheTtl(Duration cacheTtl) {
			this.cacheTtl = cacheTtl;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * Retries of failed calls.
	 */
	public static final class Retry {

		/**
		 * Whether to retry failed calls.
		 */
		private boolean enabled = true;

		/**
		 * Maximum number of attempts, including the first.
		 */
		private int maxAttempts = 3;

		/**
		 * Maximum delay before the first retry. It doubles with each further retry, and
		 * after a rate limit.
		 */
		private Duration baseDelay = Duration.ofMillis(500);

		/**
		 * Maximum delay before any retry, unless the server asks for more.
		 */
		private Duration maxDelay = Duration.ofSeconds(8);

		/**
		 * Maximum delay that the server may ask for. If it asks for more, the call fails
		 * immediately.
		 */
		private Duration maxServerDelay = Duration.ofSeconds(30);

		/**
		 * Comma-separated list of HTTP statuses to retry.
		 */
		private @Nullable Set<Integer> statuses;

		/**
		 * Whether to retry a call if no response arrived in time.
		 */
		private boolean onTimeout;

		/**
		 * Size of the retry budget. A retry costs 14, or 5 after a rate limit; successful
		 * calls refill it.
		 */
		private int budget = 500;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getBaseDelay() {
			return this.baseDelay;
		}

		public void setBaseDelay(Duration baseDelay) {
			this.baseDelay = baseDelay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public Duration getMaxServerDelay() {
			return this.maxServerDelay;
		}

		public void setMaxServerDelay(Duration maxServerDelay) {
			this.maxServerDelay = maxServerDelay;
		}

		public @Nullable Set<Integer> getStatuses() {
			return this.statuses;
		}

		public void setStatuses(@Nullable Set<Integer> statuses) {
			this.statuses = statuses;
		}

		public boolean isOnTimeout() {
			return this.onTimeout;
		}

		public void setOnTimeout(boolean onTimeout) {
			this.onTimeout = onTimeout;
		}

		public int getBudget() {
			return this.budget;
		}

		public void setBudget(int budget) {
			this.budget = budget;
		}

	}

	/**
	 * Pacing: the client finds the rate at which the service accepts requests, and keeps
	 * to it.
	 */
	public static final class Pacing {

		/**
		 * Whether to pace calls. By default, only those of Spring Batch jobs are paced.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Rate to start at, in attempts per second. Defaults to 1.
		 */
		private @Nullable Double initialRate;

		/**
		 * Minimum rate, in attempts per second, even if many are refused. Defaults to
		 * 0.1.
		 */
		private @Nullable Double minRate;

		/**
		 * Maximum rate, in attempts per second. Unlimited by default.
		 */
		private @Nullable Double maxRate;

		private final Quota quota = new Quota();

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Double getInitialRate() {
			return this.initialRate;
		}

		public void setInitialRate(@Nullable Double initialRate) {
			this.initialRate = initialRate;
		}

		public @Nullable Double getMinRate() {
			return this.minRate;
		}

		public void setMinRate(@Nullable Double minRate) {
			this.minRate = minRate;
		}

		public @Nullable Double getMaxRate() {
			return this.maxRate;
		}

		public void setMaxRate(@Nullable Double maxRate) {
			this.maxRate = maxRate;
		}

		public Quota getQuota() {
			return this.quota;
		}

	}

	/**
	 * Fixed quotas of the service. They apply to all calls, even if pacing is off.
	 */
	public static final class Quota {

		/**
		 * Maximum number of requests per minute, including retries. Unlimited by default.
		 */
		private @Nullable Long requestsPerMinute;

		/**
		 * Maximum number of prompt and generated tokens per minute together. Unlimited by
		 * default.
		 */
		private @Nullable Long tokensPerMinute;

		/**
		 * Store that shares the quotas with other processes.
		 */
		private Store store = Store.MEMORY;

		/**
		 * Name under which the quotas are shared. Defaults to the name of the client.
		 */
		private @Nullable String name;

		/**
		 * Time for which the client takes permits from the store at once.
		 */
		private Duration lease = Duration.ofMillis(200);

		/**
		 * Share of the quotas that the client uses while the store is unavailable, above
		 * 0 and at most 1.
		 */
		private double fallbackShare = 0.1;

		public @Nullable Long getRequestsPerMinute() {
			return this.requestsPerMinute;
		}

		public void setRequestsPerMinute(@Nullable Long requestsPerMinute) {
			this.requestsPerMinute = requestsPerMinute;
		}

		public @Nullable Long getTokensPerMinute() {
			return this.tokensPerMinute;
		}

		public void setTokensPerMinute(@Nullable Long tokensPerMinute) {
			this.tokensPerMinute = tokensPerMinute;
		}

		public Store getStore() {
			return this.store;
		}

		public void setStore(Store store) {
			this.store = store;
		}

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

		public Duration getLease() {
			return this.lease;
		}

		public void setLease(Duration lease) {
			this.lease = lease;
		}

		public double getFallbackShare() {
			return this.fallbackShare;
		}

		public void setFallbackShare(double fallbackShare) {
			this.fallbackShare = fallbackShare;
		}

		/**
		 * Where quotas are shared.
		 */
		public enum Store {

			/**
			 * Not at all: in the memory of this process.
			 */
			MEMORY,

			/**
			 * In Redis.
			 */
			REDIS,

			/**
			 * In a PostgreSQL database.
			 */
			POSTGRESQL

		}

	}

	/**
	 * Budget of a client in this process.
	 */
	public static final class Budget {

		/**
		 * Maximum number of prompt and generated tokens together. Unlimited by default.
		 */
		private @Nullable Long maxTokens;

		/**
		 * Maximum cost, in the currency of the prices. Each model that is used needs a
		 * price. Unlimited by default.
		 */
		private @Nullable BigDecimal maxCost;

		/**
		 * Time after which the budget is renewed, counted from midnight UTC. By default,
		 * it applies to the lifetime of the client.
		 */
		private @Nullable Duration period;

		public @Nullable Long getMaxTokens() {
			return this.maxTokens;
		}

		public void setMaxTokens(@Nullable Long maxTokens) {
			this.maxTokens = maxTokens;
		}

		public @Nullable BigDecimal getMaxCost() {
			return this.maxCost;
		}

		public void setMaxCost(@Nullable BigDecimal maxCost) {
			this.maxCost = maxCost;
		}

		public @Nullable Duration getPeriod() {
			return this.period;
		}

		public void setPeriod(@Nullable Duration period) {
			this.period = period;
		}

	}

	/**
	 * Prices of the tokens of a model.
	 */
	public static final class Price {

		/**
		 * Price of a million prompt tokens.
		 */
		private @Nullable BigDecimal input;

		/**
		 * Price of a million generated tokens.
		 */
		private @Nullable BigDecimal output;

		public @Nullable BigDecimal getInput() {
			return this.input;
		}

		public void setInput(@Nullable BigDecimal input) {
			this.input = input;
		}

		public @Nullable BigDecimal getOutput() {
			return this.output;
		}

		public void setOutput(@Nullable BigDecimal output) {
			this.output = output;
		}

	}

	/**
	 * Defaults of request parameters.
	 */
	public static final class Completions {

		/**
		 * Model.
		 */
		private @Nullable String model;

		/**
		 * Maximum number of tokens to generate per choice.
		 */
		private @Nullable Integer maxTokens;

		/**
		 * Sampling temperature.
		 */
		private @Nullable Double temperature;

		/**
		 * Probability mass to sample from.
		 */
		private @Nullable Double topP;

		/**
		 * Number of most likely tokens to sample from.
		 */
		private @Nullable Integer topK;

		/**
		 * Minimum probability of a token, relative to the most likely one.
		 */
		private @Nullable Double minP;

		/**
		 * Penalty on tokens of the prompt and the generated text.
		 */
		private @Nullable Double repetitionPenalty;

		/**
		 * Penalty on tokens that have been generated.
		 */
		private @Nullable Double presencePenalty;

		/**
		 * Penalty on each occurrence of a token that has been generated.
		 */
		private @Nullable Double frequencyPenalty;

		/**
		 * Values to add to the logits of tokens, by token number.
		 */
		private @Nullable Map<String, Double> logitBias;

		/**
		 * Stop sequences, none of them empty. A single value is one stop sequence, used
		 * as written with its spaces, line breaks and commas.
		 */
		private @Nullable List<String> stop;

		/**
		 * Number of choices.
		 */
		private @Nullable Integer n;

		/**
		 * Seed for sampling.
		 */
		private @Nullable BigInteger seed;

		/**
		 * Number of log probabilities to return per token.
		 */
		private @Nullable Integer logprobs;

		/**
		 * Whether to return the prompt with the generated text.
		 */
		private @Nullable Boolean echo;

		/**
		 * Model that moderates the response.
		 */
		private @Nullable String safetyModel;

		public @Nullable String getModel() {
			return this.model;
		}

		public void setModel(@Nullable String model) {
			this.model = model;
		}

		public @Nullable Integer getMaxTokens() {
			return this.maxTokens;
		}

		public void setMaxTokens(@Nullable Integer maxTokens) {
			this.maxTokens = maxTokens;
		}

		public @Nullable Double getTemperature() {
			return this.temperature;
		}

		public void setTemperature(@Nullable Double temperature) {
			this.temperature = temperature;
		}

		public @Nullable Double getTopP() {
			return this.topP;
		}

		public void setTopP(@Nullable Double topP) {
			this.topP = topP;
		}

		public @Nullable Integer getTopK() {
			return this.topK;
		}

		public void setTopK(@Nullable Integer topK) {
			this.topK = topK;
		}

		public @Nullable Double getMinP() {
			return this.minP;
		}

		public void setMinP(@Nullable Double minP) {
			this.minP = minP;
		}

		public @Nullable Double getRepetitionPenalty() {
			return this.repetitionPenalty;
		}

		public void setRepetitionPenalty(@Nullable Double repetitionPenalty) {
			this.repetitionPenalty = repetitionPenalty;
		}

		public @Nullable Double getPresencePenalty() {
			return this.presencePenalty;
		}

		public void setPresencePenalty(@Nullable Double presencePenalty) {
			this.presencePenalty = presencePenalty;
		}

		public @Nullable Double getFrequencyPenalty() {
			return this.frequencyPenalty;
		}

		public void setFrequencyPenalty(@Nullable Double frequencyPenalty) {
			this.frequencyPenalty = frequencyPenalty;
		}

		public @Nullable Map<String, Double> getLogitBias() {
			return this.logitBias;
		}

		public void setLogitBias(@Nullable Map<String, Double> logitBias) {
			this.logitBias = logitBias;
		}

		public @Nullable List<String> getStop() {
			return this.stop;
		}

		public void setStop(@Nullable List<String> stop) {
			this.stop = stop;
		}

		public @Nullable Integer getN() {
			return this.n;
		}

		public void setN(@Nullable Integer n) {
			this.n = n;
		}

		public @Nullable BigInteger getSeed() {
			return this.seed;
		}

		public void setSeed(@Nullable BigInteger seed) {
			this.seed = seed;
		}

		public @Nullable Integer getLogprobs() {
			return this.logprobs;
		}

		public void setLogprobs(@Nullable Integer logprobs) {
			this.logprobs = logprobs;
		}

		public @Nullable Boolean getEcho() {
			return this.echo;
		}

		public void setEcho(@Nullable Boolean echo) {
			this.echo = echo;
		}

		public @Nullable String getSafetyModel() {
			return this.safetyModel;
		}

		public void setSafetyModel(@Nullable String safetyModel) {
			this.safetyModel = safetyModel;
		}

	}

	/**
	 * Observations of calls.
	 */
	public static final class Observations {

		/**
		 * Whether to observe calls, for metrics and traces.
		 */
		private boolean enabled = true;

		/**
		 * Name of the provider in metrics and traces, for servers other than that of
		 * Together AI.
		 */
		private String providerName = CompletionsObservations.DEFAULT_PROVIDER_NAME;

		/**
		 * Whether to include prompts, generated texts and error messages in traces.
		 */
		private boolean includeContent;

		/**
		 * Version of OpenTelemetry's conventions for generative AI that names follow.
		 */
		private SemanticConventions conventions = SemanticConventions.V1_41;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public String getProviderName() {
			return this.providerName;
		}

		public void setProviderName(String providerName) {
			this.providerName = providerName;
		}

		public boolean isIncludeContent() {
			return this.includeContent;
		}

		public void setIncludeContent(boolean includeContent) {
			this.includeContent = includeContent;
		}

		public SemanticConventions getConventions() {
			return this.conventions;
		}

		public void setConventions(SemanticConventions conventions) {
			this.conventions = conventions;
		}

	}

	/**
	 * Web applications.
	 */
	public static final class Web {

		private final ProblemDetails problemDetails = new ProblemDetails();

		public ProblemDetails getProblemDetails() {
			return this.problemDetails;
		}

	}

	/**
	 * Problem details (RFC 9457) for failures of calls.
	 */
	public static final class ProblemDetails {

		/**
		 * Whether to respond with problem details if a controller does not handle the
		 * failure of a call.
		 */
		private boolean enabled;

		/**
		 * Whether to show callers what concerns this application only: statuses about its
		 * credentials and its connection, such as 401, and messages of failures that are
		 * not about the request.
		 */
		private boolean showDetails;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public boolean isShowDetails() {
			return this.showDetails;
		}

		public void setShowDetails(boolean showDetails) {
			this.showDetails = showDetails;
		}

	}

}
