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

import io.github.togetherspring.simulator.model.LanguageModel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * An HTTP server that speaks Together AI's text completions. A small language model
 * answers what no test has scripted.
 *
 * <pre class="code">
 * try (TogetherSimulator simulator = TogetherSimulator.start()) {
 *     simulator.on(prompt("Hello")).respond(completion(" world"));
 *     // call simulator.baseUrl() with any key, such as TogetherSimulator.ANY_KEY
 *     assertThat(simulator).received(prompt("Hello").withModel("some-model"));
 * }
 * </pre>
 *
 * A request is answered by what {@link #enqueue} has left, else by the latest of the
 * {@linkplain #on stubs} that match it, else by the language model or, in
 * {@linkplain #strict strict} mode, with an error.
 */
public final class TogetherSimulator implements AutoCloseable {

	/**
	 * A key for clients of a simulator that accepts any. It is part of no message, so
	 * that clients which remove their key from messages leave them whole.
	 */
	public static final String ANY_KEY = "sim_4a7d1f90c2e8";

	private static final String LOOPBACK = "127.0.0.1";

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private static final int WRITERS = 8;

	private static final int IDLE_SECONDS = 10;

	private final RequestLog log = new RequestLog();

	private final Activity activity = new Activity();

	private final StubDispatcher dispatcher = new StubDispatcher();

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

	private final LoopResources loops = LoopResources.create("together-simulator", 1, 2, true);

	// Apart from the event loops, so that a long answer doesn't hold up the others.
	private final Scheduler writers = Schedulers.newBoundedElastic(WRITERS, Integer.MAX_VALUE,
			"together-simulator-writer", IDLE_SECONDS, true);

	private final String host;

	private final boolean strict;

	private final @Nullable String apiKey;

	private final ModelList models;

	private final SimulatedApi api;

	private final DisposableServer server;

	private TogetherSimulator(Builder builder) {
		this.host = builder.host;
		this.strict = builder.strict;
		this.apiKey = builder.apiKey;
		this.models = new ModelList(builder.models, builder.onlyModels);
		this.api = new SimulatedApi(LanguageModel.load(), builder.streamEnding, this.models);
		restoreSettings();
		this.server = HttpServer.create()
			.host(builder.host)
			.port(builder.port)
			.runOn(this.loops, false)
			.doOnChannelInit((observer, channel, address) -> this.connections.add(channel))
			.handle(new SimulatorHandler(this.log, this.activity, this.dispatcher, this.api, this.writers,
					builder.tokenDelay))
			.bindNow();
	}

	/**
	 * Start a simulator on a random port that accepts any key.
	 * @return the running simulator
	 */
	public static TogetherSimulator start() {
		return builder().start();
	}

	/**
	 * Begin a simulator with settings of its own.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the address that a client needs, which ends with {@code /v1}.
	 * @return the base URL
	 */
	public String baseUrl() {
		String name = this.host.equals("0.0.0.0") ? LOOPBACK : this.host;
		return "http://" + name + ":" + port() + "/v1";
	}

	/**
	 * Return the port that the simulator listens on.
	 * @return the port
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Script the answers to certain requests. Of several stubs that match a request, the
	 * latest one answers.
	 * @param pattern which requests
	 * @return a stub, to be told the answers
	 */
	public RequestStub on(RequestPattern pattern) {
		return this.dispatcher.add(pattern);
	}

	/**
	 * Choose what happens to requests for which nothing is scripted. In strict mode they
	 * are answered with status 404 and a message that shows the nearest stub, and
	 * {@link #verifyAllMatched()} fails. Requests for the list of models are always
	 * answered.
	 * @param strict {@code true} for strict mode, {@code false} to let the language model
	 * answer
	 */
	public void strict(boolean strict) {
		this.dispatcher.strict(strict);
	}

	/**
	 * Accept only this key from now on. Other requests get status 401, whatever is
	 * scripted.
	 * @param apiKey the key
	 */
	public void requireApiKey(String apiKey) {
		this.api.requireApiKey(apiKey);
	}

	/**
	 * Offer these models and no others from now on. Requests for others get status 404
	 * and the code {@code model_not_available}, whatever completion is scripted.
	 * @param models the names of the models
	 */
	public void onlyModels(String... models) {
		this.api.offerModels(new ModelList(List.of(models), true));
	}

	/**
	 * Check that in strict mode all requests so far were scripted ones.
	 * @throws AssertionError when a request wasn't
	 */
	public void verifyAllMatched() {
		List<String> unmatched = this.dispatcher.unmatched();
		if (!unmatched.isEmpty()) {
			throw new AssertionError(String.join(System.lineSeparator(), unmatched));
		}
	}

	/**
	 * Script answers for the next requests, whatever they are. Each is given once, in
	 * order. Requests for the list of models, such as those of a health check, take none
	 * of them.
	 * @param responses the answers
	 */
	public void enqueue(SimulatedResponse... responses) {
		Arrays.asList(responses).forEach(this.dispatcher::enqueue);
	}

	/**
	 * Return the requests so far, oldest first. Of very many, only the latest are kept.
	 * @return the requests
	 */
	public List<ReceivedRequest> requests() {
		return this.log.all();
	}

	/**
	 * Take the oldest request that wasn't taken yet, and wait for one where there is
	 * none.
	 * @param timeout how long to wait
	 * @return the request
	 * @throws IllegalStateException when no request comes in time
	 */
	public ReceivedRequest takeRequest(Duration timeout) {
		return this.log.take(timeout);
	}

	/**
	 * Return how many requests are being answered right now.
	 * @return the number of requests
	 */
	public int activeRequests() {
		return this.activity.active();
	}

	/**
	 * Wait until no request is being answered, because all have ended or their clients
	 * have left.
	 * @param timeout how long to wait
	 * @return {@code false} when the time was too short
	 */
	public boolean awaitIdle(Duration timeout) {
		return this.activity.awaitIdle(timeout);
	}

	/**
	 * Forget the requests so far, the stubs and the scripted answers that are left, and
	 * go back to the settings with which the simulator was started.
	 */
	public void reset() {
		this.dispatcher.clear();
		restoreSettings();
		this.log.clear();
	}

	private void restoreSettings() {
		this.dispatcher.strict(this.strict);
		this.api.requireApiKey(this.apiKey);
		this.api.offerModels(this.models);
	}

	/**
	 * Stop at once. The port is free afterwards.
	 */
	@Override
	public void close() {
		this.server.disposeNow(CLOSE_TIMEOUT);
		// An event loop that ends while it works can leave its connections open.
		this.connections.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
		this.writers.dispose();
		this.loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT);
	}

	/**
	 * The settings of a simulator.
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

		private Builder() {
		}

		/**
		 * Listen on another address than the loopback, for example {@code 0.0.0.0} in a
		 * container.
		 * @param host the address
		 * @return this builder
		 */
		public Builder host(String host) {
			this.host = host;
			return this;
		}

		/**
		 * Listen on a given port.
		 * @param port the port, or 0 for a random one
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Accept only this key.
		 * @param apiKey the key
		 * @return this builder
		 */
		public Builder apiKey(String apiKey) {
			this.apiKey = apiKey;
			return this;
		}

		/**
		 * Answer only what is scripted.
		 * @return this builder
		 * @see TogetherSimulator#strict
		 */
		public Builder strict() {
			this.strict = true;
			return this;
		}

		/**
		 * Wait before each token of a stream.
		 * @param tokenDelay how long
		 * @return this builder
		 */
		public Builder tokenDelay(Duration tokenDelay) {
			this.tokenDelay = tokenDelay;
			return this;
		}

		/**
		 * End streams in one of the service's two ways.
		 * @param streamEnding where a stream tells its usage
		 * @return this builder
		 */
		public Builder streamEnding(StreamEnding streamEnding) {
			this.streamEnding = streamEnding;
			return this;
		}

		/**
		 * List other models. They all write alike, and requests for models not listed are
		 * answered too, except for those whose name starts with {@code missing/}. Models
		 * whose name ends with {@code -stream-only} refuse requests that don't ask for a
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
		 * Offer these models and no others.
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
		 * Start the simulator.
		 * @return the running simulator
		 */
		public TogetherSimulator start() {
			return new TogetherSimulator(this);
		}

	}

}
