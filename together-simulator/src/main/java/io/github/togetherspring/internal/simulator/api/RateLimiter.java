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

package io.github.togetherspring.internal.simulator.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import io.github.togetherspring.simulator.script.SimulatedRateLimit.Report;
import org.jspecify.annotations.Nullable;

/**
 * Enforces a rate limit, for each API key and model. Thread-safe.
 */
final class RateLimiter {

	// The least recently used pair of API key and model is removed.
	static final int MAX_TRAFFIC = 1000;

	private static final int MAX_NAME = 200;

	private static final MathContext DIGITS = new MathContext(10);

	private final LongSupplier clock;

	private final Map<Source, LimitedTraffic> traffic = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Source, LimitedTraffic> eldest) {
			return size() > MAX_TRAFFIC;
		}

	};

	private @Nullable SimulatedRateLimit limit;

	private Random busy = new Random();

	private long changedAt;

	private long timeAtChange;

	/**
	 * Create a limiter without a limit.
	 * @param clock the time in nanoseconds, from any origin
	 */
	RateLimiter(LongSupplier clock) {
		this.clock = clock;
		this.changedAt = clock.getAsLong();
	}

	/**
	 * Change the limit. Requests under an earlier limit count towards the new one.
	 * @param limit the limit, or {@code null} for none
	 */
	synchronized void limit(@Nullable SimulatedRateLimit limit) {
		long now = this.clock.getAsLong();
		this.timeAtChange = time(now);
		this.changedAt = now;
		this.limit = limit;
		if (limit != null) {
			this.busy = new Random(limit.seed());
		}
	}

	/**
	 * Forget the requests so far.
	 */
	synchronized void clear() {
		this.traffic.clear();
	}

	/**
	 * Return the limit.
	 * @param apiKey the API key
	 * @param model the model
	 * @return the number of requests per second in the time of the client, infinite if
	 * there is no limit
	 */
	synchronized double requestsPerSecond(String apiKey, String model) {
		SimulatedRateLimit limit = this.limit;
		if (limit == null) {
			return Double.POSITIVE_INFINITY;
		}
		LimitedTraffic known = this.traffic.get(Source.of(apiKey, model));
		LimitedTraffic traffic = (known != null) ? known : new LimitedTraffic();
		return traffic.state(limit, time()).rate() * limit.timeFactor();
	}

	/**
	 * Admit a request, or not.
	 * @param request the request, with an API key
	 * @return the error response, or {@code null} if the request is admitted
	 */
	synchronized @Nullable ApiResponse refuse(ReceivedRequest request) {
		SimulatedRateLimit limit = this.limit;
		if (limit == null) {
			return null;
		}
		long now = time();
		LimitedTraffic traffic = traffic(request);
		if (!traffic.admit(limit, now)) {
			return refusal(limit, traffic.state(limit, now));
		}
		if (this.busy.nextDouble() < limit.busyShare()) {
			return ErrorEnvelope
				.response(503,
						new ErrorEnvelope.Problem("The model is overloaded. Please try again later.",
								"service_unavailable", null, null))
				.withHeaders(refusalHeaders(limit, traffic.state(limit, now), false));
		}
		return null;
	}

	private static ApiResponse refusal(SimulatedRateLimit limit, LimitedTraffic.State state) {
		String message = "Request was rejected due to request rate limiting. Your dynamic rate limit is "
				+ number(state.rate() * limit.timeFactor()) + " QPS.";
		return ErrorEnvelope
			.response(429, new ErrorEnvelope.Problem(message, "dynamic_request_limited", null, null),
					"dynamic_request_limited")
			.withHeaders(refusalHeaders(limit, state, true));
	}

	/**
	 * Count a successful request.
	 * @param request the request, with an API key
	 * @return headers for the response
	 */
	synchronized Map<String, String> succeeded(ReceivedRequest request) {
		SimulatedRateLimit limit = this.limit;
		if (limit == null) {
			return Map.of();
		}
		long now = time();
		LimitedTraffic traffic = traffic(request);
		traffic.succeeded(now);
		return (limit.report() == Report.ALL) ? headers(limit, traffic.state(limit, now), false) : Map.of();
	}

	private LimitedTraffic traffic(ReceivedRequest request) {
		return this.traffic.computeIfAbsent(Source.of(request.apiKey(), request.model()),
				(source) -> new LimitedTraffic());
	}

	private static Map<String, String> refusalHeaders(SimulatedRateLimit limit, LimitedTraffic.State state,
			boolean refused) {
		return (limit.report() != Report.NONE) ? headers(limit, state, refused) : Map.of();
	}

	private static Map<String, String> headers(SimulatedRateLimit limit, LimitedTraffic.State state, boolean refused) {
		double base = limit.requestsPerSecond();
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("x-ratelimit", String.valueOf(refused));
		headers.put("x-ratelimit-limit", number(base * limit.timeFactor()));
		headers.put("x-ratelimit-remaining", String.valueOf(Math.min(state.remaining(), (long) Math.ceil(base))));
		headers.put("x-ratelimit-limit-dynamic", number(state.rate() * limit.timeFactor()));
		headers.put("x-ratelimit-remaining-dynamic", String.valueOf(state.remaining()));
		headers.put("x-ratelimit-reset", number(state.reset() / limit.timeFactor()));
		return headers;
	}

	private static String number(double value) {
		return BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros().toPlainString();
	}

	private long time() {
		return time(this.clock.getAsLong());
	}

	private long time(long now) {
		double factor = (this.limit != null) ? this.limit.timeFactor() : 1;
		return this.timeAtChange + (long) ((now - this.changedAt) * factor);
	}

	/**
	 * The API key and the model of requests, to which a limit applies.
	 *
	 * @param apiKey the API key
	 * @param model the model
	 */
	private record Source(String apiKey, String model) {

		static Source of(@Nullable String apiKey, @Nullable String model) {
			return new Source(name(apiKey), name(model));
		}

		// Anything may be sent as a model.
		private static String name(@Nullable String text) {
			String name = (text != null) ? text : "";
			return name.substring(0, Math.min(name.length(), MAX_NAME));
		}

	}

}
