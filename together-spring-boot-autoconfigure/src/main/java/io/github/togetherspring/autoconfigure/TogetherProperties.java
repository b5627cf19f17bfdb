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

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.observation.SemanticConventions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the completions client.
 *
 * @param enabled Whether to set up the completions client.
 * @param apiKey API key. A blank key is as good as none: the application starts and the
 * first call fails. With 'none', no key is sent, for a server that wants none.
 * @param baseUrl Base URL of the API, including its version. A blank one is as good as
 * none.
 * @param connectTimeout How long to wait for a connection. Without it,
 * 'spring.http.clients.connect-timeout' counts, or else five seconds.
 * @param responseTimeout How long to wait for the head of an answer. Without it, one
 * minute, and for answers that are not streamed 30 seconds more for each 1,000 of
 * 'max_tokens' beyond the first, up to ten minutes.
 * @param streamIdleTimeout How long to wait for more of an answer that has begun.
 * @param totalTimeout How long a whole call may take, with retries and the last chunk of
 * a stream. Without it, there is no limit.
 * @param maxConcurrentRequests Number of requests that may be under way at once; the
 * others wait in their order. Without it, there is no limit.
 * @param maxResponseSize Largest size of an answer that is not streamed.
 * @param maxEventSize Largest size of one event of a streamed answer.
 * @param defaultHeaders Headers to send with every request.
 * @param ssl How to talk TLS.
 * @param proxy Which proxy to go through.
 * @param http How to talk HTTP.
 * @param logging What of the calls is logged.
 * @param health How the health of the clients is found out.
 * @param retry Which failed calls are tried again.
 * @param completions What fills the parameters that a request leaves open.
 * @param observations How calls are observed.
 * @param web How failures are told to the callers of a web application.
 */
@ConfigurationProperties("together")
public record TogetherProperties(@DefaultValue("true") boolean enabled, @Nullable String apiKey,
		@DefaultValue(DEFAULT_BASE_URL) String baseUrl, @Nullable Duration connectTimeout,
		@Nullable Duration responseTimeout, @DefaultValue("30s") Duration streamIdleTimeout,
		@Nullable Duration totalTimeout, @Nullable Integer maxConcurrentRequests,
		@DefaultValue("64MB") DataSize maxResponseSize, @DefaultValue("16MB") DataSize maxEventSize,
		@DefaultValue Map<String, String> defaultHeaders, @DefaultValue Ssl ssl, @DefaultValue Proxy proxy,
		@DefaultValue Http http, @DefaultValue Logging logging, @DefaultValue Health health, @DefaultValue Retry retry,
		@DefaultValue Completions completions, @DefaultValue Observations observations, @DefaultValue Web web) {

	static final String DEFAULT_BASE_URL = "https://api.together.ai/v1";

	/**
	 * Returns the properties that are no secret.
	 */
	@Override
	public String toString() {
		return "TogetherProperties[baseUrl=" + this.baseUrl.replaceFirst("\\?.*", "?***") + "]";
	}

	/**
	 * How to talk TLS.
	 *
	 * @param bundle Name of the SSL bundle with the certificates to trust and, if the
	 * server asks for one, the certificate to show. Without it,
	 * 'spring.http.clients.ssl.bundle' counts.
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * Which proxy to go through.
	 *
	 * @param host Host of an HTTP proxy. Without it, the system's proxy settings count.
	 * @param port Port of the proxy.
	 * @param username User name to give to the proxy.
	 * @param password Password to give to the proxy.
	 * @param nonProxyHosts Comma-separated list of hosts to reach without the proxy; '*'
	 * stands for any text.
	 */
	public record Proxy(@Nullable String host, @DefaultValue("8080") int port, @Nullable String username,
			@Nullable String password, @DefaultValue List<String> nonProxyHosts) {

		/**
		 * Returns the properties that are no secret.
		 */
		@Override
		public String toString() {
			return "Proxy[host=" + this.host + ", port=" + this.port + "]";
		}

	}

	/**
	 * How to talk HTTP.
	 *
	 * @param protocol Version of HTTP. Without it, HTTP/1.1, or what the application has
	 * set up in Reactor Netty. For Reactor Netty and the JDK's HTTP client.
	 * @param maxConnections Number of connections that may be open at once; with Reactor
	 * Netty, twice as many calls may wait for one. Without it, 5000, or what the
	 * application's own HTTP client is set up with. For Reactor Netty and Jetty.
	 * @param maxIdleTime How long a connection is kept that nobody uses; best shorter
	 * than the server keeps it. Without it, 30 seconds, or what the application's own
	 * HTTP client is set up with. For Reactor Netty.
	 */
	public record Http(@Nullable HttpProtocol protocol, @Nullable Integer maxConnections,
			@Nullable Duration maxIdleTime) {

	}

	/**
	 * What of the calls is logged, at level DEBUG.
	 *
	 * @param includeBodies Whether to log what is sent and received, prompts and texts
	 * included.
	 */
	public record Logging(@DefaultValue("false") boolean includeBodies) {

	}

	/**
	 * How the health of the clients is found out, for all of them alike.
	 *
	 * @param trafficWindow How long a call counts. Without calls of late, the server is
	 * probed.
	 * @param cacheTtl How long the answer of a probe is kept.
	 * @param timeout How long a probe may take.
	 */
	public record Health(@DefaultValue("30s") Duration trafficWindow, @DefaultValue("10s") Duration cacheTtl,
			@DefaultValue("2s") Duration timeout) {

	}

	/**
	 * A version of HTTP.
	 */
	public enum HttpProtocol {

		/**
		 * HTTP/1.1.
		 */
		HTTP_1_1,

		/**
		 * HTTP/2. Over TLS, HTTP/1.1 if the server knows no other; over plain text, only
		 * HTTP/2.
		 */
		HTTP_2

	}

	/**
	 * Which failed calls are tried again, and when.
	 *
	 * @param enabled Whether to try failed calls again.
	 * @param maxAttempts Number of times that a call is tried, the first included.
	 * @param baseDelay Longest time before the first retry; it doubles for each further
	 * one, and after a rate limit.
	 * @param maxDelay Longest time before any retry, unless the server asks for more.
	 * @param maxServerDelay Longest time to wait if the server asks for it. If it asks
	 * for more, the call fails at once.
	 * @param statuses Comma-separated list of HTTP statuses that are tried again.
	 * @param onTimeout Whether to try a call again if no response came in time.
	 * @param budget Size of the retry budget: a retry costs 14 of it, after a rate limit
	 * 5; successful calls give back.
	 */
	public record Retry(@DefaultValue("true") boolean enabled, @DefaultValue("3") int maxAttempts,
			@DefaultValue("500ms") Duration baseDelay, @DefaultValue("8s") Duration maxDelay,
			@DefaultValue("30s") Duration maxServerDelay, @Nullable Set<Integer> statuses,
			@DefaultValue("false") boolean onTimeout, @DefaultValue("500") int budget) {

	}

	/**
	 * Defaults of the request parameters.
	 *
	 * @param model Model.
	 * @param maxTokens Number of tokens that may be generated per choice.
	 * @param temperature Sampling temperature.
	 * @param topP Probability mass that is sampled from.
	 * @param topK Number of the likeliest tokens that are sampled from.
	 * @param minP Least probability of a token, relative to the likeliest one.
	 * @param repetitionPenalty Penalty on tokens that came before.
	 * @param presencePenalty Penalty on tokens that were generated before.
	 * @param frequencyPenalty Penalty per time that a token was generated before.
	 * @param logitBias What to add to the logits of tokens, by token number.
	 * @param stop Texts that end the generation, none of them empty. What is no list is
	 * one text, taken as it is with its spaces, line ends and commas.
	 * @param n Number of choices.
	 * @param seed Seed for sampling.
	 * @param logprobs Number of log probabilities to return per token.
	 * @param echo Whether to send the prompt back.
	 * @param safetyModel Model that moderates the answer.
	 */
	public record Completions(@Nullable String model, @Nullable Integer maxTokens, @Nullable Double temperature,
			@Nullable Double topP, @Nullable Integer topK, @Nullable Double minP, @Nullable Double repetitionPenalty,
			@Nullable Double presencePenalty, @Nullable Double frequencyPenalty,
			@Nullable Map<String, Double> logitBias, @Nullable List<String> stop, @Nullable Integer n,
			@Nullable BigInteger seed, @Nullable Integer logprobs, @Nullable Boolean echo,
			@Nullable String safetyModel) {

	}

	/**
	 * How calls are observed.
	 *
	 * @param enabled Whether to observe calls, for metrics and traces.
	 * @param providerName Name of the provider in metrics and traces, for a server other
	 * than Together AI's.
	 * @param includeContent Whether to put prompts, generated texts and the messages of
	 * errors into traces.
	 * @param conventions Version of OpenTelemetry's conventions for generative AI that
	 * names follow.
	 */
	public record Observations(@DefaultValue("true") boolean enabled,
			@DefaultValue(CompletionsObservations.DEFAULT_PROVIDER_NAME) String providerName,
			@DefaultValue("false") boolean includeContent, @DefaultValue("v1-41") SemanticConventions conventions) {

	}

	/**
	 * How failures are told to the callers of a web application.
	 *
	 * @param problemDetails How failures become problem details (RFC 9457).
	 */
	public record Web(@DefaultValue ProblemDetails problemDetails) {

	}

	/**
	 * How failures of calls become problem details (RFC 9457).
	 *
	 * @param enabled Whether to respond with problem details to failures of calls that a
	 * controller lets through.
	 * @param showDetails Whether to tell callers what concerns only this application:
	 * statuses about its credentials and its connection (such as 401), and the messages
	 * of failures that are not about the request.
	 */
	public record ProblemDetails(@DefaultValue("false") boolean enabled, @DefaultValue("false") boolean showDetails) {

	}

}
