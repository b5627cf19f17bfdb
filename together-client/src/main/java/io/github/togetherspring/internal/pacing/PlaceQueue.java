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
 * The places of waiting attempts: first come first served within a priority, and of both
 * priorities one bulk attempt after nine interactive ones. All operations take constant
 * time. Not thread-safe.
 */
final class PlaceQueue {

	/**
	 * One of so many places is for bulk calls while calls of both priorities wait.
	 */
	static final int PLACES_PER_BULK_PLACE = 10;

	private final Line interactive = new Line();

	private final Line bulk = new Line();

	private int interactiveInARow;

	private Line line(CallPriority priority) {
		return (priority == CallPriority.BULK) ? this.bulk : this.interactive;
	}

	boolean isEmpty() {
		return this.interactive.size == 0 && this.bulk.size == 0;
	}

	int size(CallPriority priority) {
		return line(priority).size;
	}

	void add(Place place) {
		line(place.priority).add(place);
	}

	void remove(Place place) {
		line(place.priority).remove(place);
	}

	@Nullable Place poll() {
		boolean bothWait = this.interactive.size > 0 && this.bulk.size > 0;
		boolean bulkIsNext = bothWait ? this.interactiveInARow >= PLACES_PER_BULK_PLACE - 1
				: this.interactive.size == 0;
		this.interactiveInARow = (bothWait && !bulkIsNext) ? this.interactiveInARow + 1 : 0;
		Line line = bulkIsNext ? this.bulk : this.interactive;
		Place first = line.first;
		if (first != null) {
			line.remove(first);
		}
		return first;
	}

	/**
	 * The waiting places of one priority.
	 */
	private static final class Line {

		private @Nullable Place first;

		private @Nullable Place last;

		private int size;

		void add(Place place) {
			Place before = this.last;
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

		void remove(Place place) {
			Place before = place.previous;
			Place after = place.next;
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
