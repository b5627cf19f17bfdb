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

package io.github.togetherspring.sample.simulator;

import java.time.Duration;

import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the embedded simulator.
 *
 * @param tokenDelay Delay before each token of a stream.
 * @param streamIdleTimeout Idle time-out of streams from the simulator, which is shorter
 * than for a service so that its effect can be watched.
 * @param rateLimit Rate limit of completions.
 */
@ConfigurationProperties("sample.simulator")
public record SimulatorProperties(@DefaultValue("30ms") Duration tokenDelay,
		@DefaultValue("5s") Duration streamIdleTimeout, @DefaultValue RateLimit rateLimit) {

	/**
	 * Rate limit of the simulator, which follows the successful requests of the last
	 * hour.
	 *
	 * @param enabled Whether to limit the rate.
	 * @param base Requests per minute without any traffic.
	 * @param factor Ratio of the limit to the rate of the successful requests.
	 * @param fixed Requests per minute, instead of the limit that follows the traffic.
	 * @param burst How early a request may be, compared with evenly spaced ones.
	 * @param busyShare Share of the requests below the limit that find the service busy.
	 * @param timeFactor How much faster the time of the rate limit passes.
	 */
	public record RateLimit(@DefaultValue("false") boolean enabled, @DefaultValue("60") double base,
			@DefaultValue("2") double factor, @Nullable Double fixed, @DefaultValue("1s") Duration burst,
			@DefaultValue("0") double busyShare, @DefaultValue("1") double timeFactor) {

		@Nullable SimulatedRateLimit toSimulated() {
			return this.enabled ? limit() : null;
		}

		/**
		 * Create the rate limit, whether it is enabled or not.
		 * @return the rate limit
		 */
		public SimulatedRateLimit limit() {
			return SimulatedRateLimit.builder()
				.base(this.base)
				.factor(this.factor)
				.fixed(this.fixed)
				.burst(this.burst)
				.busy(this.busyShare, 0)
				.timeFactor(this.timeFactor)
				.build();
		}

	}

}
