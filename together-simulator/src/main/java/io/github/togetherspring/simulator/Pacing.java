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

import java.time.Duration;
import java.util.List;

/**
 * At which pace an answer is sent.
 *
 * @param delay how long to wait before the headers
 * @param chunkDelays how long to wait before each chunk of the body, the last one for all
 * further chunks too; empty when the simulator's own pace counts
 * @param pieceSize into how many bytes chunks are cut, or 0 when they are sent whole
 */
record Pacing(Duration delay, List<Duration> chunkDelays, int pieceSize) {

	static final Pacing NONE = new Pacing(Duration.ZERO, List.of(), 0);

	Pacing {
		chunkDelays = List.copyOf(chunkDelays);
	}

	Pacing withDelay(Duration delay) {
		return new Pacing(delay, this.chunkDelays, this.pieceSize);
	}

	Pacing withChunkDelays(List<Duration> chunkDelays) {
		return new Pacing(this.delay, chunkDelays, this.pieceSize);
	}

	Duration chunkDelay(long chunk, Duration fallback) {
		if (this.chunkDelays.isEmpty()) {
			return fallback;
		}
		return this.chunkDelays.get((int) Math.min(chunk, this.chunkDelays.size() - 1));
	}

}
