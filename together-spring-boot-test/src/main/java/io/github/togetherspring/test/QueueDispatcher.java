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

package io.github.togetherspring.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Gives the scripted answers in their order, then leaves the rest to another dispatcher.
 */
final class QueueDispatcher implements Dispatcher {

	private final Queue<SimulatedResponse> queue = new ConcurrentLinkedQueue<>();

	private final Dispatcher fallback;

	QueueDispatcher(Dispatcher fallback) {
		this.fallback = fallback;
	}

	@Override
	public SimulatedResponse dispatch(ReceivedRequest request) {
		SimulatedResponse next = this.queue.poll();
		return (next != null) ? next : this.fallback.dispatch(request);
	}

	void enqueue(SimulatedResponse response) {
		this.queue.add(response);
	}

	void clear() {
		this.queue.clear();
	}

}
