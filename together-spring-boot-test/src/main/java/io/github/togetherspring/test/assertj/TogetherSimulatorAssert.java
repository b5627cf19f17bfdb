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

package io.github.togetherspring.test.assertj;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the requests that a simulator has received. Requests for the list of
 * models, such as those of health checks, are ignored unless a pattern matches them.
 */
public final class TogetherSimulatorAssert extends AbstractAssert<TogetherSimulatorAssert, TogetherSimulator> {

	private static final int SHOWN = 10;

	TogetherSimulatorAssert(@Nullable TogetherSimulator actual) {
		super(actual, TogetherSimulatorAssert.class);
	}

	/**
	 * Verify that at least one matching request was received.
	 * @param pattern the pattern
	 * @return these assertions
	 */
	public TogetherSimulatorAssert received(RequestPattern pattern) {
		if (count(pattern) == 0) {
			throw failure("%nExpected a request with:%n  %s%nbut %s%s", pattern, describeReceived(), nearest(pattern));
		}
		return this;
	}

	/**
	 * Verify the number of matching requests.
	 * @param times the number of requests
	 * @param pattern the pattern
	 * @return these assertions
	 */
	public TogetherSimulatorAssert received(int times, RequestPattern pattern) {
		long count = count(pattern);
		if (count != times) {
			throw failure("%nExpected %s requests with:%n  %s%nbut there were %s; %s", times, pattern, count,
					describeReceived());
		}
		return this;
	}

	/**
	 * Verify that no matching request was received.
	 * @param pattern the pattern
	 * @return these assertions
	 */
	public TogetherSimulatorAssert didNotReceive(RequestPattern pattern) {
		return received(0, pattern);
	}

	/**
	 * Verify that no request for a completion was received.
	 * @return these assertions
	 */
	public TogetherSimulatorAssert receivedNothing() {
		return received(0, RequestPattern.anyPrompt());
	}

	/**
	 * Verify that all requests had scripted responses. Requires strict mode.
	 * @return these assertions
	 * @see TogetherSimulator#strict
	 */
	public TogetherSimulatorAssert hasOnlyMatchedRequests() {
		isNotNull();
		this.actual.verifyAllMatched();
		return this;
	}

	/**
	 * Continue with the latest request for a completion.
	 * @return assertions on the request
	 */
	public ReceivedRequestAssert lastRequest() {
		List<ReceivedRequest> completions = completions();
		if (completions.isEmpty()) {
			throw failure("%nExpected a request, but %s", describeReceived());
		}
		return new ReceivedRequestAssert(completions.get(completions.size() - 1)).as("last request");
	}

	/**
	 * Continue with the requests for a completion, oldest first.
	 * @return assertions on the list of requests
	 */
	public ListAssert<ReceivedRequest> requests() {
		return new ListAssert<>(completions());
	}

	private List<ReceivedRequest> completions() {
		isNotNull();
		return this.actual.requests().stream().filter(ReceivedRequest::isCompletion).toList();
	}

	private long count(RequestPattern pattern) {
		isNotNull();
		return this.actual.requests().stream().filter(pattern::matches).count();
	}

	private String describeReceived() {
		List<ReceivedRequest> requests = this.actual.requests();
		if (requests.isEmpty()) {
			return "nothing was received";
		}
		String shown = requests.stream()
			.skip(Math.max(0, requests.size() - SHOWN))
			.map((request) -> "%n  ".formatted() + request)
			.collect(Collectors.joining());
		return ((requests.size() > SHOWN) ? "the latest of " + requests.size() + " requests were:"
				: "what was received is:") + shown;
	}

	private String nearest(RequestPattern pattern) {
		return this.actual.requests()
			.stream()
			.min(Comparator.comparingDouble(pattern::distance))
			.map((request) -> "%nThe nearest one differs: expected ".formatted() + pattern.describeMismatch(request))
			.orElse("");
	}

}
