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

package io.github.togetherspring.sample.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedResponse;

import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.fromModel;
import static io.github.togetherspring.simulator.script.SimulatedResponse.html;

/**
 * Faults of the simulator. The page describes the effect of each.
 */
enum Fault {

	/** Each response asks to wait for a second. */
	RATE_LIMIT(() -> always(rateLimit("1"))),

	/** Each response asks to wait for more than two days. */
	LONG_RATE_LIMIT(() -> always(rateLimit("198300"))),

	/** Of each three requests the first two fail. */
	OVERLOADED_TWICE(Fault::overloadedTwice),

	/** Each request fails. */
	OVERLOADED(() -> always(overloaded())),

	/** Each request fails with a page of HTML, as proxies have it. */
	BAD_GATEWAY(() -> always(html(502, "<h1>502 Bad Gateway</h1>"))),

	/** Each connection is reset instead of a response. */
	RESET(() -> always(fromModel().resetBeforeHeaders())),

	/** Each response is truncated, streams after some events. */
	CUT(() -> (request) -> fromModel().closeAfter(eventsBeforeTheFault(request))),

	/** Each response stalls, streams after some events. */
	STALL(() -> (request) -> fromModel().stallAfter(eventsBeforeTheFault(request))),

	/** Each response is slow. */
	SLOW(() -> (request) -> request.stream() ? fromModel().withChunkDelay(Duration.ofMillis(500))
			: fromModel().withDelay(Duration.ofSeconds(3)));

	private final Supplier<Function<ReceivedRequest, SimulatedResponse>> script;

	Fault(Supplier<Function<ReceivedRequest, SimulatedResponse>> script) {
		this.script = script;
	}

	/**
	 * Return the fault with a name.
	 * @param id the name, for example {@code rate-limit}
	 * @return the fault
	 */
	@JsonCreator
	static Fault of(String id) {
		return Arrays.stream(values())
			.filter((fault) -> fault.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No such fault"));
	}

	@JsonValue
	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Start the fault.
	 * @return creates the responses to requests
	 */
	Function<ReceivedRequest, SimulatedResponse> script() {
		return this.script.get();
	}

	private static Function<ReceivedRequest, SimulatedResponse> always(SimulatedResponse response) {
		return (request) -> response;
	}

	private static Function<ReceivedRequest, SimulatedResponse> overloadedTwice() {
		AtomicInteger requests = new AtomicInteger();
		return (request) -> (requests.incrementAndGet() % 3 != 0) ? overloaded() : fromModel();
	}

	private static SimulatedResponse overloaded() {
		return error(503, "service_unavailable", "The simulator is overloaded, as you wished");
	}

	private static SimulatedResponse rateLimit(String retryAfter) {
		return error(429, "rate_limit", "The simulator limits the rate, as you wished").withHeader("retry-after",
				retryAfter);
	}

	private static int eventsBeforeTheFault(ReceivedRequest request) {
		return request.stream() ? 8 : 0;
	}

}
