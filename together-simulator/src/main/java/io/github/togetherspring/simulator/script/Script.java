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

package io.github.togetherspring.simulator.script;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The responses that a test has scripted, for the simulator itself: first those of the
 * queue, then those of the latest stub that matches, then the language model's or, in
 * strict mode, an error.
 */
public final class Script {

	private static final int NOT_FOUND = 404;

	private final Queue<SimulatedResponse> queue = new ConcurrentLinkedQueue<>();

	// Latest first.
	private final List<RequestStub> stubs = new CopyOnWriteArrayList<>();

	private final List<String> unmatched = new CopyOnWriteArrayList<>();

	private volatile boolean strict;

	/**
	 * Take the next response to a request.
	 * @param request the request
	 * @return creates the response; may block
	 */
	public Function<ReceivedRequest, SimulatedResponse> take(ReceivedRequest request) {
		boolean models = request.isForModels();
		// A health check must not take the response to a completion.
		SimulatedResponse next = models ? null : this.queue.poll();
		if (next != null) {
			return (any) -> next;
		}
		for (RequestStub stub : this.stubs) {
			Function<ReceivedRequest, SimulatedResponse> scripted = stub.take(request);
			if (scripted != null) {
				return scripted;
			}
		}
		SimulatedResponse response = (this.strict && !models) ? unmatched(request) : SimulatedResponse.fromModel();
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

	/**
	 * Add a response to the queue.
	 * @param response the response
	 */
	public void enqueue(SimulatedResponse response) {
		this.queue.add(response);
	}

	/**
	 * Add a stub, which takes precedence over earlier ones.
	 * @param pattern the requests
	 * @return the stub
	 */
	public RequestStub on(RequestPattern pattern) {
		RequestStub stub = new RequestStub(pattern);
		this.stubs.add(0, stub);
		return stub;
	}

	/**
	 * Set whether requests without a scripted response get an error.
	 * @param strict {@code true} for strict mode
	 */
	public void strict(boolean strict) {
		this.strict = strict;
	}

	/**
	 * Return the errors of strict mode.
	 * @return a message for each request without a scripted response
	 */
	public List<String> unmatched() {
		return new ArrayList<>(this.unmatched);
	}

	/**
	 * Remove the queue, the stubs and the errors.
	 */
	public void clear() {
		this.queue.clear();
		this.stubs.clear();
		this.unmatched.clear();
	}

}
