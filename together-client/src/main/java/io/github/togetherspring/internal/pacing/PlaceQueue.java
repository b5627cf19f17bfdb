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

import io.github.togetherspring.completions.CallPriority;
import org.jspecify.annotations.Nullable;

/**
 * Queue of waiting attempts: first come, first served within a priority, and one bulk
 * attempt after nine interactive ones. All operations take constant time. Not
 * thread-safe.
 *
 * @param <W> the type of what waits
 */
final class PlaceQueue<W extends Waiter<W>> {

	/**
	 * While calls of both priorities wait, one of this many places is for a bulk call.
	 */
	static final int PLACES_PER_BULK_PLACE = 10;

	private final Line<W> interactive = new Line<>();

	private final Line<W> bulk = new Line<>();

	private int interactiveInARow;

	private Line<W> line(CallPriority priority) {
		return (priority == CallPriority.BULK) ? this.bulk : this.interactive;
	}

	boolean isEmpty() {
		return this.interactive.size == 0 && this.bulk.size == 0;
	}

	int size(CallPriority priority) {
		return line(priority).size;
	}

	void add(W place) {
		line(place.priority).add(place);
	}

	void remove(W place) {
		line(place.priority).remove(place);
	}

	@Nullable W peek() {
		return nextLine().first;
	}

	@Nullable W poll() {
		Line<W> line = nextLine();
		this.interactiveInARow = (bothWait() && line == this.interactive) ? this.interactiveInARow + 1 : 0;
		W first = line.first;
		if (first != null) {
			line.remove(first);
		}
		return first;
	}

	private Line<W> nextLine() {
		boolean bulkIsNext = bothWait() ? this.interactiveInARow >= PLACES_PER_BULK_PLACE - 1
				: this.interactive.size == 0;
		return bulkIsNext ? this.bulk : this.interactive;
	}

	private boolean bothWait() {
		return this.interactive.size > 0 && this.bulk.size > 0;
	}

	/**
	 * The waiting places of one priority.
	 *
	 * @param <W> the type of what waits
	 */
	private static final class Line<W extends Waiter<W>> {

		private @Nullable W first;

		private @Nullable W last;

		private int size;

		void add(W place) {
			W before = this.last;
			place.previous = before;
			if (before != null) {
				before.next = place;
			}
			else {
				this.first = place;
			}
			this.last = place;
			this.size++;
		}

		void remove(W place) {
			W before = place.previous;
			W after = place.next;
			if (before != null) {
				before.next = after;
			}
			else {
				this.first = after;
			}
			if (after != null) {
				after.previous = before;
			}
			else {
				this.last = before;
			}
			place.previous = null;
			place.next = null;
			this.size--;
		}

	}

}
