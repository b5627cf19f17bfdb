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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.simulator.script.ReceivedRequest;

/**
 * The latest requests, and those that have not been taken yet.
 */
final class RequestLog {

	static final int LIMIT = 10_000;

	// Limits the memory for long prompts in applications that run on the simulator.
	static final int MAX_CHARACTERS = 8 * 1024 * 1024;

	private final Deque<ReceivedRequest> requests = new ArrayDeque<>();

	private final BlockingQueue<ReceivedRequest> untaken = new LinkedBlockingQueue<>();

	private long characters;

	synchronized void add(ReceivedRequest request) {
		this.requests.add(request);
		this.untaken.add(request);
		this.characters += request.body().length();
		while (this.requests.size() > LIMIT || (this.characters > MAX_CHARACTERS && this.requests.size() > 1)) {
			ReceivedRequest oldest = this.requests.remove();
			this.untaken.remove(oldest);
			this.characters -= oldest.body().length();
		}
	}

	synchronized List<ReceivedRequest> all() {
		return List.copyOf(this.requests);
	}

	ReceivedRequest take(Duration timeout) {
		try {
			ReceivedRequest request = this.untaken.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (request == null) {
				throw new IllegalStateException("No request came within " + timeout);
			}
			return request;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a request", ex);
		}
	}

	synchronized void clear() {
		this.requests.clear();
		this.untaken.clear();
		this.characters = 0;
	}

}
