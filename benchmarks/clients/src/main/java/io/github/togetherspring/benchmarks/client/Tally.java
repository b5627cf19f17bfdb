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

package io.github.togetherspring.benchmarks.client;

import io.github.togetherspring.benchmarks.server.Scenario;

/**
 * What one stream gave: every text is looked at. Used by one thread at a time.
 */
class Tally {

	private final DelayRecorder delays;

	private long chunks;

	private long size;

	Tally(DelayRecorder delays) {
		this.delays = delays;
	}

	void text(String text) {
		this.chunks++;
		this.size += text.length();
		if (!text.isEmpty() && text.charAt(0) == Scenario.TIMED) {
			this.delays.record(System.nanoTime() - Long.parseLong(text, 1, 1 + Scenario.TIME_DIGITS, 10));
		}
	}

	// For those who do not look at what they read.
	void bytes(int count) {
		this.size += count;
	}

	// Those who do not look at what they read do not know.
	double chunks(Scenario scenario) {
		return (this.chunks > 0) ? this.chunks : (double) this.size / scenario.eventSize();
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	void check(Scenario scenario) {
		boolean bytesOnly = this.chunks == 0 && this.size >= (long) scenario.events() * scenario.eventSize();
		// A client may leave out the last text, which came with the reason to finish.
		boolean chunks = this.chunks == scenario.events() || this.chunks == scenario.events() - 1;
		if (!bytesOnly && !chunks) {
			throw new IllegalStateException(
					this.chunks + " chunks of " + scenario.events() + ", " + this.size + " characters or bytes");
		}
	}

}
