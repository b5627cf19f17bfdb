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

package io.github.togetherspring.internal.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.internal.call.RecentCalls;
import io.github.togetherspring.internal.client.ClientStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of one completions client. The outcome of its recent calls determines the
 * status. Without recent calls, the server is probed, and the result is cached.
 * <p>
 * {@code UP}: a call or probe received a response, even if the server lists no models or
 * limits the rate: the service works, and taking the application out of service would not
 * help. {@code DOWN}: the API key is rejected, the credit is used up, or the server is
 * overloaded, failing, unreachable, too slow or redirects. {@code UNKNOWN}: there is no
 * API key, or the client has no health information, such as a mock. The detail
 * {@code reason} says which.
 */
public final class TogetherHealthIndicator extends AbstractReactiveHealthIndicator {

	private static final int MAX_FAILURES = 5;

	private final @Nullable ClientStatus client;

	private final Duration trafficWindow;

	private final Clock clock;

	private final Mono<Probe> probe;

	/**
	 * Create an indicator.
	 * @param client the client
	 * @param times the times that determine its health
	 */
	public TogetherHealthIndicator(CompletionsClient client, HealthTimes times) {
		this(client, times, Clock.systemUTC());
	}

	TogetherHealthIndicator(CompletionsClient client, HealthTimes times, Clock clock) {
		super("Together AI health check failed");
		this.client = (client instanceof ClientStatus status) ? status : null;
		this.trafficWindow = times.trafficWindow();
		this.clock = clock;
		this.probe = Mono.defer(() -> probe(times.probeTimeout()))
			.then(Mono.fromSupplier(() -> new Probe(clock.instant(), null)))
			.onErrorResume((error) -> Mono.just(new Probe(clock.instant(), error)))
			.cache(times.probeTtl());
	}

	@Override
	protected Mono<Health> doHealthCheck(Health.Builder builder) {
		RecentCalls calls = recentCalls();
		Instant lastResponse = calls.lastResponse();
		Instant lastFailure = calls.lastFailure();
		if (isRecent(lastResponse) && calls.failures() < MAX_FAILURES) {
			return Mono.just(health(builder.withDetail("source", "traffic"), lastResponse, null));
		}
		if (isRecent(lastFailure) && calls.lastError() != null) {
			return Mono.just(health(builder.withDetail("source", "traffic"), lastFailure, calls.lastError()));
		}
		return this.probe.map((result) -> health(builder.withDetail("source", "probe"), result.time(), result.error()));
	}

	private RecentCalls recentCalls() {
		return (this.client != null) ? this.client.recentCalls() : RecentCalls.NONE;
	}

	private Mono<Void> probe(Duration timeout) {
		return (this.client != null) ? this.client.probe(timeout).timeout(timeout)
				: Mono.error(new UnsupportedOperationException());
	}

	private boolean isRecent(@Nullable Instant time) {
		return time != null && time.plus(this.trafficWindow).isAfter(this.clock.instant());
	}

	private static Health health(Health.Builder builder, @Nullable Instant time, @Nullable Throwable error) {
		builder.up().withDetail("time", String.valueOf(time));
		if (error == null) {
			return builder.build();
		}
		HealthReason reason = HealthReason.of(error);
		builder.status(reason.status()).withDetail("reason", reason.toString());
		if (error instanceof TogetherException together) {
			addDetails(builder, together);
		}
		return builder.build();
	}

	private static void addDetails(Health.Builder builder, TogetherException error) {
		if (error.status() != null) {
			builder.withDetail("status", error.status());
		}
		if (error.requestId() != null) {
			builder.withDetail("requestId", error.requestId());
		}
		if (error instanceof TogetherResponseException.TooManyRequests && error.retryAfter() != null) {
			builder.withDetail("retryAfter", error.retryAfter().toString());
		}
	}

	/**
	 * The result of a probe.
	 *
	 * @param time the time of the result
	 * @param error the error, or {@code null} if there was a response
	 */
	private record Probe(Instant time, @Nullable Throwable error) {

	}

}
