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

package io.github.togetherspring.internal.connector;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.togetherspring.internal.call.ShutdownGate;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Shuts down the clients with the application: new calls fail, active calls may finish
 * during Spring Boot's shutdown phase, and those that have not finished by then are
 * ended. An application that is stopped and started again, for example for a checkpoint,
 * opens new connections.
 */
public final class ClientLifecycle implements SmartLifecycle, DisposableBean {

	// Stops after the web server, whose last requests may still make calls, and after
	// listeners and schedulers.
	private static final int PHASE = DEFAULT_PHASE - 4096;

	private final ShutdownGate gate = new ShutdownGate();

	private final List<ClientConnector> connectors = new CopyOnWriteArrayList<>();

	private final boolean immediate;

	private volatile boolean running = true;

	/**
	 * Create a lifecycle.
	 * @param immediate whether active calls end immediately, without waiting for them
	 */
	public ClientLifecycle(boolean immediate) {
		this.immediate = immediate;
	}

	/**
	 * Return the gate that all calls of the clients go through.
	 * @return the gate
	 */
	public ShutdownGate gate() {
		return this.gate;
	}

	/**
	 * Add a connector whose connections are closed after the calls have ended.
	 * @param connector the connector
	 */
	public void add(ClientConnector connector) {
		this.connectors.add(connector);
	}

	@Override
	public void start() {
		if (!this.running) {
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

	// Also called if the application fails to start, without a stop before.
	@Override
	public void destroy() {
		this.gate.close(() -> {
		});
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
