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

package io.github.togetherspring.benchmarks.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes the time into the text of an event.
 */
final class Timestamp {

	private static final byte[] BEFORE_TEXT = "\"text\":\"".getBytes(StandardCharsets.US_ASCII);

	private Timestamp() {
	}

	static ByteBuffer into(ByteBuffer event) {
		ByteBuffer copy = ByteBuffer.allocate(event.remaining()).put(event.duplicate()).flip();
		int position = indexOfText(copy);
		copy.put(position, (byte) Scenario.TIMED);
		long time = System.nanoTime();
		for (int i = position + Scenario.TIME_DIGITS; i > position; i--) {
			copy.put(i, (byte) ('0' + time % 10));
			time /= 10;
		}
		return copy;
	}

	private static int indexOfText(ByteBuffer event) {
		for (int i = 0; i < event.limit(); i++) {
			int matched = 0;
			while (matched < BEFORE_TEXT.length && event.get(i + matched) == BEFORE_TEXT[matched]) {
				matched++;
			}
			if (matched == BEFORE_TEXT.length) {
				return i + matched;
			}
		}
		throw new IllegalStateException("An event without a text");
	}

}
