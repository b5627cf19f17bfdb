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

package io.github.togetherspring.internal.sse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.togetherspring.Pieces;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz test for {@link LineSplitter} and {@link EventAssembler}, against a decoder that
 * has the whole stream at once.
 */
class EventStreamFuzzTests {

	private static final int SMALL = 24;

	@FuzzTest
	void agreesWithANaiveDecoder(byte[] stream) {
		for (int maxSize : new int[] { Integer.MAX_VALUE, SMALL }) {
			List<String> expected = NaiveEventStream.read(stream, maxSize);
			for (List<byte[]> pieces : Pieces.of(stream)) {
				assertThat(read(pieces, maxSize)).as("%d pieces, at most %d bytes", pieces.size(), maxSize)
					.isEqualTo(expected);
			}
		}
	}

	private static List<String> read(List<byte[]> pieces, int maxSize) {
		List<String> events = new ArrayList<>();
		LineSplitter splitter = new LineSplitter(maxSize,
				new EventAssembler(maxSize, (event) -> events.add(NaiveEventStream.describe(event))));
		try {
			for (byte[] piece : pieces) {
				// What is in the array afterwards must not matter.
				byte[] bytes = piece.clone();
				splitter.feed(bytes, bytes.length);
				Arrays.fill(bytes, (byte) '?');
			}
		}
		catch (EventTooLargeException ex) {
			events.add("too large");
		}
		return events;
	}

}
