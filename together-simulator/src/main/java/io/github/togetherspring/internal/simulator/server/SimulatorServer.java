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

package io.github.togetherspring.internal.simulator.server;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.togetherspring.internal.simulator.api.SimulatedApi;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.Script;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * The running HTTP server, with its threads, connections and recorded requests.
 */
public final class SimulatorServer implements AutoCloseable {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private static final int WRITERS = 8;

	private static final int IDLE_SECONDS = 10;

	private final RequestLog log = new RequestLog();

	private final ActiveRequests active = new ActiveRequests();

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

	private final LoopResources loops = LoopResources.create("together-simulator", 1, 2, true);

	// Separate from the event loops, so that a long response does not block others.
	private final Scheduler writers = Schedulers.newBoundedElastic(WRITERS, Integer.MAX_VALUE,
			"together-simulator-writer", IDLE_SECONDS, true);

	private final boolean secure;

	private final DisposableServer server;

	/**
	 * Start the server.
	 * @param settings the settings of the HTTP server, such as its address
	 * @param script the scripted responses
	 * @param api the API
	 * @param tokenDelay the default delay before each token of a stream
	 */
	public SimulatorServer(UnaryOperator<HttpServer> settings, Script script, SimulatedApi api, Duration tokenDelay) {
		HttpServer http = settings.apply(HttpServer.create())
			.runOn(this.loops, false)
			.doOnChannelInit((observer, channel, address) -> this.connections.add(channel))
			.handle(new RequestHandler(this.log, this.active, script, api, this.writers, tokenDelay));
		this.secure = http.configuration().isSecure();
		this.server = http.bindNow();
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Return whether the server uses TLS.
	 * @return {@code true} for TLS
	 */
	public boolean isSecure() {
		return this.secure;
	}

	/**
	 * Return the latest requests.
	 * @return the requests, oldest first
	 */
	public List<ReceivedRequest> requests() {
		return this.log.all();
	}

	/**
	 * Take the oldest request that has not been taken yet, waiting for one if necessary.
	 * @param timeout the maximum time to wait
	 * @return the request
	 * @throws IllegalStateException if there is no request in time
	 */
	public ReceivedRequest takeRequest(Duration timeout) {
		return this.log.take(timeout);
	}

	/**
	 * Forget the requests so far.
	 */
	public void clearRequests() {
		this.log.clear();
	}

	/**
	 * Return the number of requests without a complete response.
	 * @return the number of requests
	 */
	public int activeRequests() {
		return this.active.count();
	}

	/**
	 * Wait until there are no active requests.
	 * @param timeout the maximum time to wait
	 * @return {@code false} if there still are some
	 */
	public boolean awaitIdle(Duration timeout) {
		return this.active.awaitNone(timeout);
	}

	/**
	 * Return the number of open connections.
	 * @return the number of connections
	 */
	public int openConnections() {
		return this.connections.size();
	}

	/**
	 * Stop the server and close its connections. The port is free afterwards.
	 */
	@Override
	public void close() {
		this.server.disposeNow(CLOSE_TIMEOUT);
		// An event loop that stops while it is busy can leave its connections open.
		this.connections.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
		this.writers.dispose();
		this.loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT);
	}

}
