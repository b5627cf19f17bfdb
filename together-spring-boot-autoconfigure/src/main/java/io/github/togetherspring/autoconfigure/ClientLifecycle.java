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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.togetherspring.webclient.CallGate;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

/**
 * Shuts the clients down with the application: no new calls, time for those under way as
 * long as Boot's shutdown phase lasts, then an end to the rest. An application that is
 * stopped and started again, as for a checkpoint, gets new connections. One that shuts
 * its web server down at once ({@code server.shutdown=immediate}) waits for calls no more
 * than for requests.
 */
class ClientLifecycle implements SmartLifecycle, DisposableBean {

	// After the web server, whose last requests may still make calls, and after listeners
	// and schedulers.
	private static final int PHASE = DEFAULT_PHASE - 4096;

	private final CallGate gate = new CallGate();

	private final List<ClientConnector> connectors = new CopyOnWriteArrayList<>();

	private final boolean immediate;

	private volatile boolean running = true;

	ClientLifecycle(Environment environment) {
		this.immediate = "immediate".equalsIgnoreCase(environment.getProperty("server.shutdown"));
	}

	CallGate gate() {
		return this.gate;
	}

	void add(ClientConnector connector) {
		this.connectors.add(connector);
	}

	@Override
	public void start() {
		if (!this.running) {
			this.connectors.forEach(ClientConnector::restart);
			this.gate.open();
			this.running = true;
		}
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		AtomicBoolean stopped = new AtomicBoolean();
		this.running = false;
		this.gate.close(() -> {
			if (stopped.compareAndSet(false, true)) {
				this.connectors.forEach(ClientConnector::close);
				callback.run();
			}
		});
		if (this.immediate) {
			this.gate.endCalls();
		}
	}

	@Override
	public void destroy() {
		this.gate.endCalls();
		this.connectors.forEach(ClientConnector::close);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
