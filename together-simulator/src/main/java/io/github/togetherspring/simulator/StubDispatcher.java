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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Gives the answers that a test has scripted: first those of the queue, then those of the
 * latest stub that fits, then the language model's or, in strict mode, an error.
 */
final class StubDispatcher implements Dispatcher {

	private static final int NOT_FOUND = 404;

	private final Queue<SimulatedResponse> queue = new ConcurrentLinkedQueue<>();

	// The latest comes first.
	private final List<RequestStub> stubs = new CopyOnWriteArrayList<>();

	private final List<String> unmatched = new CopyOnWriteArrayList<>();

	private volatile boolean strict;

	static boolean isProbe(ReceivedRequest request) {
		return request.path().equals(SimulatedApi.MODELS) && !request.method().equals("POST");
	}

	@Override
	public Function<ReceivedRequest, SimulatedResponse> dispatch(ReceivedRequest request) {
		boolean probe = isProbe(request);
		// A health check that comes between must not take the answer of a completion.
		SimulatedResponse next = probe ? null : this.queue.poll();
		if (next != null) {
			return (any) -> next;
		}
		for (RequestStub stub : this.stubs) {
			Function<ReceivedRequest, SimulatedResponse> answer = stub.take(request);
			if (answer != null) {
				return answer;
			}
		}
		SimulatedResponse response = (this.strict && !probe) ? unmatched(request) : SimulatedResponse.fromModel();
		return (any) -> response;
	}

	private SimulatedResponse unmatched(ReceivedRequest request) {
		String problem = "No stub matches " + Texts.shorten(request.toString()) + ". " + nearest(request);
		this.unmatched.add(problem);
		return SimulatedResponse.error(NOT_FOUND, "no_stub_matches", problem);
	}

	private String nearest(ReceivedRequest request) {
		return this.stubs.stream()
			.min(Comparator.comparingDouble((stub) -> stub.distance(request)))
			.map((stub) -> "The nearest one " + stub.describeMismatch(request) + ".")
			.orElse("There are no stubs.");
	}

	void enqueue(SimulatedResponse response) {
		this.queue.add(response);
	}

	RequestStub add(RequestPattern pattern) {
		RequestStub stub = new RequestStub(pattern);
		this.stubs.add(0, stub);
		return stub;
	}

	void strict(boolean strict) {
		this.strict = strict;
	}

	List<String> unmatched() {
		return new ArrayList<>(this.unmatched);
	}

	void clear() {
		this.queue.clear();
		this.stubs.clear();
		this.unmatched.clear();
	}

}
