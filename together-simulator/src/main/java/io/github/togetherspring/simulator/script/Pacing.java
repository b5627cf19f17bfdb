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

import java.time.Duration;
import java.util.List;

/**
 * Pace of a {@link SimulatedResponse}, for the simulator itself.
 *
 * @param delay the delay before the headers
 * @param chunkDelays the delay before each chunk of the body, of which the last one
 * applies to all further chunks; empty to apply the simulator's own pace
 * @param pieceSize the number of bytes sent at a time, or 0 to send chunks as a whole
 */
public record Pacing(Duration delay, List<Duration> chunkDelays, int pieceSize) {

	static final Pacing NONE = new Pacing(Duration.ZERO, List.of(), 0);

	/**
	 * Copy the delays.
	 */
	public Pacing {
		chunkDelays = List.copyOf(chunkDelays);
	}

	Pacing withDelay(Duration delay) {
		return new Pacing(delay, this.chunkDelays, this.pieceSize);
	}

	Pacing withChunkDelays(List<Duration> chunkDelays) {
		return new Pacing(this.delay, chunkDelays, this.pieceSize);
	}

	/**
	 * Return the delay before a chunk.
	 * @param chunk the index of the chunk
	 * @param fallback the simulator's own pace
	 * @return the delay
	 */
	public Duration chunkDelay(long chunk, Duration fallback) {
		if (this.chunkDelays.isEmpty()) {
			return fallback;
		}
		return this.chunkDelays.get((int) Math.min(chunk, this.chunkDelays.size() - 1));
	}

}
