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

package io.github.togetherspring.internal.pacing;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallPriority;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlaceQueue}.
 */
class PlaceQueueTests {

	private final PlaceQueue<TestWaiter> queue = new PlaceQueue<>();

	@Test
	void placeInTheMiddleIsLeftWithoutAWalkThroughTheQueue() {
		List<TestWaiter> places = add(5);
		// No way leads from either end to the middle.
		places.get(0).next = null;
		places.get(4).previous = null;
		this.queue.remove(places.get(2));
		assertThat(places.get(1).next).isSameAs(places.get(3));
		assertThat(places.get(3).previous).isSameAs(places.get(1));
		assertThat(this.queue.size(CallPriority.INTERACTIVE)).isEqualTo(4);
	}

	@Test
	void placesCanBeLeftInAnyOrder() {
		List<TestWaiter> places = add(6);
		Stream.of(3, 0, 5, 2).map(places::get).forEach(this.queue::remove);
		assertThat(this.queue.poll()).isSameAs(places.get(1));
		assertThat(this.queue.poll()).isSameAs(places.get(4));
		assertThat(this.queue.poll()).isNull();
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void placeThatWasLeftKeepsNoOtherInMemory() {
		List<TestWaiter> places = add(3);
		this.queue.remove(places.get(1));
		assertThat(places.get(1).previous).isNull();
		assertThat(places.get(1).next).isNull();
	}

	private List<TestWaiter> add(int count) {
		List<TestWaiter> places = IntStream.range(0, count).mapToObj((i) -> new TestWaiter()).toList();
		places.forEach(this.queue::add);
		return places;
	}

	/**
	 * Waits for nothing in particular.
	 */
	private static final class TestWaiter extends Waiter<TestWaiter> {

		TestWaiter() {
			super(CallPriority.INTERACTIVE, () -> {
			});
		}

		@Override
		void enter() {
			throw new UnsupportedOperationException();
		}

		@Override
		boolean starts() {
			throw new UnsupportedOperationException();
		}

		@Override
		void failed(Throwable error) {
			throw new UnsupportedOperationException();
		}

		@Override
		void cancelled() {
			throw new UnsupportedOperationException();
		}

	}

}
