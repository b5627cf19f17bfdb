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

package io.github.togetherspring.sample.watch;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Values of the meters. Except for the active and waiting calls, the rate and the
 * budgets, they are totals since the application started. The difference of two snapshots
 * is what has happened in between.
 *
 * @param active the active calls, including those that are waiting
 * @param waiting the calls that are waiting for a permit
 * @param calls the completed calls, by outcome
 * @param errors the failed calls, by error type
 * @param retries the failed attempts that were followed by another, by error type
 * @param tokens the tokens, by type
 * @param duration the durations of calls
 * @param firstChunk the times to the first chunk of streams
 * @param pacing the pacing of the client, or {@code null} if there is none
 * @param budgets the budgets of the client, by their unit
 */
record MetersSnapshot(int active, int waiting, Map<String, Long> calls, Map<String, Long> errors,
		Map<String, Long> retries, Map<String, Long> tokens, Durations duration,
		@JsonProperty("first_chunk") Durations firstChunk, @Nullable Pacing pacing, Map<String, Budget> budgets) {

	/**
	 * What the client's pacing does.
	 *
	 * @param rate the rate that is allowed, in attempts per second
	 * @param waiting the number of calls that wait for their places
	 * @param decreases the number of decreases, by the refusal
	 * @param coolDowns the number of cool-downs, by the refusal
	 * @param waits how long calls have waited
	 */
	record Pacing(double rate, int waiting, Map<String, Long> decreases,
			@JsonProperty("cool_downs") Map<String, Long> coolDowns, @JsonProperty("wait") Durations waits) {

	}

	/**
	 * What the client may spend.
	 *
	 * @param limit the number of tokens or the amount of money
	 * @param left what is left of it
	 */
	record Budget(double limit, double left) {

	}

	/**
	 * A histogram of durations.
	 *
	 * @param count the number of durations
	 * @param seconds the sum of the durations, in seconds
	 * @param buckets the cumulative buckets, in ascending order
	 */
	record Durations(long count, double seconds, List<Bucket> buckets) {

	}

	/**
	 * A bucket of the histogram.
	 *
	 * @param seconds the upper bound, in seconds
	 * @param count the number of durations up to the bound
	 */
	record Bucket(double seconds, long count) {

	}

}
