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

/**
 * What the meters say at one moment. But for the calls under way, all is counted since
 * the application started, so that two snapshots tell what happened between them.
 *
 * @param active calls under way, with those that wait
 * @param waiting calls that wait for their turn
 * @param calls calls that ended, by how they ended
 * @param errors calls that failed, by the type of their error
 * @param retries attempts that failed and were followed by another, by the type of their
 * error
 * @param tokens tokens, by their type
 * @param duration how long calls took
 * @param firstChunk how long streams took to their first text
 */
record MetersSnapshot(int active, int waiting, Map<String, Long> calls, Map<String, Long> errors,
		Map<String, Long> retries, Map<String, Long> tokens, Durations duration,
		@JsonProperty("first_chunk") Durations firstChunk) {

	/**
	 * Many durations.
	 *
	 * @param count how many
	 * @param seconds their sum
	 * @param buckets how many of them took no longer than which time, in rising order
	 */
	record Durations(long count, double seconds, List<Bucket> buckets) {

	}

	/**
	 * The durations that are no longer than a boundary.
	 *
	 * @param seconds the boundary
	 * @param count how many
	 */
	record Bucket(double seconds, long count) {

	}

}
