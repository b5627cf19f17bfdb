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

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The responses to requests that match a pattern. A stub without responses, or whose
 * responses have all been used, no longer applies.
 */
public final class RequestStub {

	private final RequestPattern pattern;

	private final Deque<Function<ReceivedRequest, SimulatedResponse>> responses = new ArrayDeque<>();

	private boolean lastIsRepeated;

	RequestStub(RequestPattern pattern) {
		this.pattern = pattern;
	}

	/**
	 * Respond with these in order, and repeat the last one.
	 * @param responses the responses
	 * @return this stub
	 */
	public synchronized RequestStub respond(SimulatedResponse... responses) {
		for (SimulatedResponse response : responses) {
			this.responses.add((request) -> response);
		}
		this.lastIsRepeated = true;
		return this;
	}

	/**
	 * Respond a number of times, and then with what is added next.
	 * @param times the number of times
	 * @param response the response
	 * @return this stub
	 */
	public synchronized RequestStub respondTimes(int times, SimulatedResponse response) {
		this.responses.addAll(Collections.nCopies(times, (request) -> response));
		this.lastIsRepeated = false;
		return this;
	}

	/**
	 * Create each response from its request.
	 * @param response creates the response; may block
	 * @return this stub
	 */
	public synchronized RequestStub respond(Function<ReceivedRequest, SimulatedResponse> response) {
		this.responses.add(response);
		this.lastIsRepeated = true;
		return this;
	}

	synchronized @Nullable Function<ReceivedRequest, SimulatedResponse> take(ReceivedRequest request) {
		if (this.responses.isEmpty() || !this.pattern.matches(request)) {
			return null;
		}
		boolean kept = this.lastIsRepeated && this.responses.size() == 1;
		return kept ? this.responses.element() : this.responses.remove();
	}

	double distance(ReceivedRequest request) {
		return this.pattern.distance(request);
	}

	String describeMismatch(ReceivedRequest request) {
		String mismatch = this.pattern.describeMismatch(request);
		return "expects " + this.pattern + ": "
				+ (mismatch.isEmpty() ? "all its responses have been used" : "expected " + mismatch);
	}

	/**
	 * Describe the pattern.
	 */
	@Override
	public String toString() {
		return this.pattern.toString();
	}

}
