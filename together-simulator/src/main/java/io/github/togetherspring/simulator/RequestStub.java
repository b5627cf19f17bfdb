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

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The answers to requests of one kind. Without answers, or when a limited number of them
 * has been given, it answers nothing.
 *
 * @see TogetherSimulator#on
 */
public final class RequestStub {

	private final RequestPattern pattern;

	private final Deque<Function<ReceivedRequest, SimulatedResponse>> answers = new ArrayDeque<>();

	private boolean lastIsRepeated;

	RequestStub(RequestPattern pattern) {
		this.pattern = pattern;
	}

	/**
	 * Give these answers in their order, and the last one again and again.
	 * @param responses the answers
	 * @return this stub
	 */
	public synchronized RequestStub respond(SimulatedResponse... responses) {
		for (SimulatedResponse response : responses) {
			this.answers.add((request) -> response);
		}
		this.lastIsRepeated = true;
		return this;
	}

	/**
	 * Give an answer a number of times, and after that what is added next.
	 * @param times how many times
	 * @param response the answer
	 * @return this stub
	 */
	public synchronized RequestStub respondTimes(int times, SimulatedResponse response) {
		this.answers.addAll(Collections.nCopies(times, (request) -> response));
		this.lastIsRepeated = false;
		return this;
	}

	/**
	 * Make each answer from its request.
	 * @param answer makes the answer
	 * @return this stub
	 */
	public synchronized RequestStub respond(Function<ReceivedRequest, SimulatedResponse> answer) {
		this.answers.add(answer);
		this.lastIsRepeated = true;
		return this;
	}

	synchronized @Nullable Function<ReceivedRequest, SimulatedResponse> take(ReceivedRequest request) {
		if (this.answers.isEmpty() || !this.pattern.matches(request)) {
			return null;
		}
		boolean kept = this.lastIsRepeated && this.answers.size() == 1;
		return kept ? this.answers.element() : this.answers.remove();
	}

	double distance(ReceivedRequest request) {
		return this.pattern.distance(request);
	}

	String describeMismatch(ReceivedRequest request) {
		String mismatch = this.pattern.describeMismatch(request);
		return "expects " + this.pattern + ": "
				+ (mismatch.isEmpty() ? "it has given all its answers" : "expected " + mismatch);
	}

	/**
	 * Tell which requests are answered.
	 */
	@Override
	public String toString() {
		return this.pattern.toString();
	}

}
