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

package io.github.togetherspring.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.togetherspring.internal.simulator.api.ModelList;
import io.github.togetherspring.internal.simulator.api.SimulatedApi;
import io.github.togetherspring.internal.simulator.model.LanguageModel;
import io.github.togetherspring.internal.simulator.server.SimulatorServer;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.RequestStub;
import io.github.togetherspring.simulator.script.Script;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.simulator.script.StreamEnding;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

/**
 * HTTP server with the API of Together AI's text completions. A small language model
 * responds to requests for which no response is scripted.
 *
 * <pre class="code">
 * try (TogetherSimulator simulator = TogetherSimulator.start()) {
 *     simulator.on(prompt("Hello")).respond(completion(" world"));
 *     // call simulator.baseUrl() with any key, for example TogetherSimulator.ANY_KEY
 *     assertThat(simulator).received(prompt("Hello").withModel("some-model"));
 * }
 * </pre>
 *
 * The response to a request is the next one in the {@linkplain #enqueue queue}, or else
 * that of the latest {@linkplain #on stub} that matches it, or else that of the language
 * model or, in {@linkplain #strict strict} mode, an error.
 * <p>
 * Thread-safe.
 */
public final class TogetherSimulator implements AutoCloseable {

	/**
	 * An API key for clients of a simulator that accepts any. It does not occur in any
	 * message, so that clients that redact their key do not change messages.
	 */
	public static final String ANY_KEY = "sim_4a7d1f90c2e8";

	private static final String LOOPBACK = "127.0.0.1";

	private final Script script = new Script();

	private final String host;

	private final boolean strict;

	private final @Nullable String apiKey;

	private final ModelList models;

	private final @Nullable SimulatedRateLimit rateLimit;

	private final SimulatedApi api;

	private final SimulatorServer server;

	private TogetherSimulator(Builder builder) {
		this.host = builder.host;
		this.strict = builder.strict;
		this.apiKey = builder.apiKey;
		this.models = new ModelList(builder.models, builder.onlyModels);
		this.rateLimit = builder.rateLimit;
		this.api = new SimulatedApi(LanguageModel.load(), builder.streamEnding, this.models);
		restoreSettings();
		this.server = new SimulatorServer(
				(http) -> builder.httpServer.apply(http.host(builder.host).port(builder.port)), this.script, this.api,
				builder.tokenDelay);
	}

	/**
	 * Start a simulator on a free port that accepts any API key.
	 * @return the running simulator
	 */
	public static TogetherSimulator start() {
		return builder().start();
	}

	/**
	 * Create a builder.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the base URL for a client, which ends with {@code /v1}.
	 * @return the base URL
	 */
	public String baseUrl() {
		String name = this.host.equals("0.0.0.0") ? LOOPBACK : this.host;
		return (this.server.isSecure() ? "https://" : "http://") + name + ":" + port() + "/v1";
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Script responses to certain requests. If several stubs match a request, the latest
	 * one applies.
	 * @param pattern the requests
	 * @return a stub, to which responses are added
	 */
	public RequestStub on(RequestPattern pattern) {
		return this.script.on(pattern);
	}

	/**
	 * Set what happens to requests for which no response is scripted. In strict mode, the
	 * response has status 404 and a message with the nearest stub, and
	 * {@link #verifyAllMatched()} fails. The list of models is always available.
	 * @param strict {@code true} for strict mode, {@code false} for the language model
	 */
	public void strict(boolean strict) {
		this.script.strict(strict);
	}

	/**
	 * Accept only this API key from now on. Responses to other requests have status 401,
	 * whatever is scripted.
	 * @param apiKey the key
	 */
	public void requireApiKey(String apiKey) {
		this.api.requireApiKey(apiKey);
	}

	/**
	 * Offer only these models from now on. Responses to requests for others have status
	 * 404 and the code {@code model_not_available}, whatever completion is scripted.
	 * @param models the names of the models
	 */
	public void onlyModels(String... models) {
		this.api.offerModels(new ModelList(List.of(models), true));
	}

	/**
	 * Limit the rate of completions from now on. Requests above the limit do not use
	 * scripted responses. Requests under an earlier limit count towards the new one, so
	 * that it can be changed while clients use the simulator.
	 * @param rateLimit the limit, or {@code null} for none
	 */
	public void limitRate(@Nullable SimulatedRateLimit rateLimit) {
		this.api.limitRate(rateLimit);
	}

	/**
	 * Return the current rate limit for a client.
	 * @param apiKey the API key of the client
	 * @param model the model that it requests
	 * @return the number of requests per second, infinite if there is no limit
	 */
	public double requestsPerSecond(String apiKey, String model) {
		return this.api.requestsPerSecond(apiKey, model);
	}

	/**
	 * Check that responses were scripted for all requests so far in strict mode.
	 * @throws AssertionError if there was a request without a scripted response
	 */
	public void verifyAllMatched() {
		List<String> unmatched = this.script.unmatched();
		if (!unmatched.isEmpty()) {
			throw new AssertionError(String.join(System.lineSeparator(), unmatched));
		}
	}

	/**
	 * Script the responses to the next requests, whatever they are. Each is used once, in
	 * order, but never for the list of models, which health checks request.
	 * @param responses the responses
	 */
	public void enqueue(SimulatedResponse... responses) {
		Arrays.asList(responses).forEach(this.script::enqueue);
	}

	/**
	 * Return the requests so far, oldest first. Only the latest 10,000 are kept, fewer if
	 * they are large.
	 * @return the requests
	 */
	public List<ReceivedRequest> requests() {
		return this.server.requests();
	}

	/**
	 * Take the oldest request that has not been taken yet, waiting for one if necessary.
	 * @param timeout the maximum time to wait
	 * @return the request
	 * @throws IllegalStateException if there is no request in time
	 */
	public ReceivedRequest takeRequest(Duration timeout) {
		return this.server.takeRequest(timeout);
	}

	/**
	 * Return the number of requests without a complete response.
	 * @return the number of requests
	 */
	public int activeRequests() {
		return this.server.activeRequests();
	}

	/**
	 * Wait until all responses are complete, or their clients have left.
	 * @param timeout the maximum time to wait
	 * @return {@code false} if there still are active requests
	 */
	public boolean awaitIdle(Duration timeout) {
		return this.server.awaitIdle(timeout);
	}

	/**
	 * Return the number of open connections, used or not.
	 * @return the number of connections
	 */
	public int openConnections() {
		return this.server.openConnections();
	}

	/**
	 * Remove the queue and the stubs, so that the model responds again. The settings, the
	 * requests so far and the rate limit stay.
	 * @see #reset
	 */
	public void removeResponses() {
		this.script.clear();
	}

	/**
	 * Remove the requests so far, the queue and the stubs, and restore the settings with
	 * which the simulator was started. Earlier requests no longer count towards the rate
	 * limit.
	 */
	public void reset() {
		this.script.clear();
		this.api.clearTraffic();
		restoreSettings();
		this.server.clearRequests();
	}

	private void restoreSettings() {
		this.script.strict(this.strict);
		this.api.requireApiKey(this.apiKey);
		this.api.offerModels(this.models);
		this.api.limitRate(this.rateLimit);
	}

	/**
	 * Stop at once. The port is free afterwards.
	 */
	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * Builder of a simulator.
	 */
	public static final class Builder {

		private String host = LOOPBACK;

		private int port;

		private @Nullable String apiKey;

		private boolean strict;

		private Duration tokenDelay = Duration.ZERO;

		private StreamEnding streamEnding = StreamEnding.USAGE_WITH_FINISH;

		private List<String> models = List.of("together-spring/storyteller", "together-spring/storyteller-stream-only");

		private boolean onlyModels;

		private @Nullable SimulatedRateLimit rateLimit;

		private UnaryOperator<HttpServer> httpServer = UnaryOperator.identity();

		private Builder() {
		}

		/**
		 * Set the address to listen on, by default {@code 127.0.0.1}.
		 * @param host the address, for example {@code 0.0.0.0} in a container
		 * @return this builder
		 */
		public Builder host(String host) {
			this.host = host;
			return this;
		}

		/**
		 * Set the port.
		 * @param port the port, or 0 (the default) for a free one
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Accept only this API key. By default, any is accepted.
		 * @param apiKey the key
		 * @return this builder
		 */
		public Builder apiKey(String apiKey) {
			this.apiKey = apiKey;
			return this;
		}

		/**
		 * Enable strict mode.
		 * @return this builder
		 * @see TogetherSimulator#strict
		 */
		public Builder strict() {
			this.strict = true;
			return this;
		}

		/**
		 * Set the delay before each token of a stream, by default none.
		 * @param tokenDelay the delay
		 * @return this builder
		 */
		public Builder tokenDelay(Duration tokenDelay) {
			this.tokenDelay = tokenDelay;
			return this;
		}

		/**
		 * Set the position of the usage in streams, by default in the last chunk with a
		 * choice.
		 * @param streamEnding the position
		 * @return this builder
		 */
		public Builder streamEnding(StreamEnding streamEnding) {
			this.streamEnding = streamEnding;
			return this;
		}

		/**
		 * Set the list of models. All models generate the same texts. Other models are
		 * accepted too, except for those whose name starts with {@code missing/}. Models
		 * whose name ends with {@code -stream-only} reject requests that do not ask for a
		 * stream.
		 * @param models the names of the models
		 * @return this builder
		 */
		public Builder models(String... models) {
			this.models = List.of(models);
			this.onlyModels = false;
			return this;
		}

		/**
		 * Offer only these models.
		 * @param models the names of the models
		 * @return this builder
		 * @see TogetherSimulator#onlyModels
		 */
		public Builder onlyModels(String... models) {
			this.models = List.of(models);
			this.onlyModels = true;
			return this;
		}

		/**
		 * Limit the rate of completions. By default, there is no limit.
		 * @param rateLimit the limit, or {@code null} for none
		 * @return this builder
		 * @see TogetherSimulator#limitRate
		 */
		public Builder rateLimit(@Nullable SimulatedRateLimit rateLimit) {
			this.rateLimit = rateLimit;
			return this;
		}

		/**
		 * Change the settings of the HTTP server, for example to use TLS or HTTP/2.
		 * @param httpServer returns the changed server
		 * @return this builder
		 */
		public Builder httpServer(UnaryOperator<HttpServer> httpServer) {
			this.httpServer = httpServer;
			return this;
		}

		/**
		 * Start the simulator.
		 * @return the running simulator
		 */
		public TogetherSimulator start() {
			return new TogetherSimulator(this);
		}

	}

}
