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

package io.github.togetherspring.internal.client;

import java.util.ArrayDeque;
import java.util.Queue;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkProgress;
import io.github.togetherspring.completions.BulkResult;
import org.jspecify.annotations.Nullable;

/**
 * The requests whose calls have begun and whose results have not been delivered. Decides
 * how many calls may begin and which result is next, and counts. Not thread-safe.
 */
final class ReorderWindow {

	private final int concurrency;

	private final boolean ordered;

	private final int maxRequests;

	private final long maxBytes;

	// In the order in which results are delivered.
	private final Queue<Place> places = new ArrayDeque<>();

	private long begun;

	private int inFlight;

	private int undelivered;

	private long undeliveredBytes;

	private long succeeded;

	private long failed;

	private long cancelled;

	private long notStarted;

	ReorderWindow(BulkOptions options) {
		this.concurrency = options.concurrency();
		this.ordered = options.ordered();
		this.maxRequests = options.reorderWindow();
		this.maxBytes = options.reorderWindowBytes();
	}

	/**
	 * Return how many calls may begin.
	 * @return the number of calls, none if the window is full
	 */
	int room() {
		if (this.undeliveredBytes >= this.maxBytes) {
			return 0;
		}
		return Math.min(this.concurrency, this.maxRequests - this.undelivered) - this.inFlight;
	}

	/**
	 * Begin a call.
	 * @return its place in the order of the requests
	 */
	Place begin() {
		Place place = new Place(this.begun++);
		this.inFlight++;
		if (this.ordered) {
			this.places.add(place);
		}
		return place;
	}

	/**
	 * End a call with a result.
	 * @param place the place of the call
	 * @param result the result
	 * @param bytes the estimated size of the result
	 */
	void end(Place place, BulkResult result, long bytes) {
		place.result = result;
		place.bytes = bytes;
		this.undelivered++;
		this.undeliveredBytes += bytes;
		if (result.error() != null) {
			this.failed++;
		}
		else {
			this.succeeded++;
		}
		end(place);
	}

	/**
	 * End a call that has no result.
	 * @param place the place of the call
	 * @param started whether something may have been sent
	 */
	void endWithoutResult(Place place, boolean started) {
		if (started) {
			this.cancelled++;
		}
		else {
			this.notStarted++;
		}
		end(place);
	}

	private void end(Place place) {
		place.ended = true;
		this.inFlight--;
		if (!this.ordered) {
			this.places.add(place);
		}
	}

	/**
	 * Remove the next result from the window.
	 * @return the result, or {@code null} if it is not known yet
	 */
	@Nullable BulkResult next() {
		for (Place place = this.places.peek(); place != null && place.ended; place = this.places.peek()) {
			this.places.remove();
			if (place.result != null) {
				this.undelivered--;
				this.undeliveredBytes -= place.bytes;
				return place.result;
			}
		}
		return null;
	}

	/**
	 * Return whether no call is active and no result waits.
	 * @return whether the window is empty
	 */
	boolean isEmpty() {
		return this.inFlight == 0 && this.undelivered == 0;
	}

	/**
	 * Forget all results, and count active calls as cancelled.
	 * @param notStarted the number of requests whose calls have not begun
	 */
	void abandon(int notStarted) {
		this.places.clear();
		this.cancelled += this.inFlight;
		this.inFlight = 0;
		this.notStarted += notStarted;
	}

	BulkProgress progress() {
		return new BulkCounts(this.succeeded, this.failed, this.cancelled, this.notStarted, this.inFlight,
				this.undelivered);
	}

	/**
	 * The place of a request among the others.
	 */
	static final class Place {

		private final long index;

		private boolean ended;

		private @Nullable BulkResult result;

		private long bytes;

		private Place(long index) {
			this.index = index;
		}

		long index() {
			return this.index;
		}

	}

}
