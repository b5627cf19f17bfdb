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

package io.github.togetherspring.batch;

import io.github.togetherspring.batch.ItemSource.Place;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * An item that has been read but not yet returned to the step. Guarded by the lock of the
 * {@link ReadAhead}, except for the call.
 *
 * @param <T> the type of the item
 */
final class HeldItem<T> {

	private final Place place;

	private final @Nullable T item;

	private final @Nullable String model;

	private final Disposable.Swap call;

	private long size;

	private boolean ended;

	private @Nullable CompletedItem<T> result;

	HeldItem(Place place, @Nullable T item, @Nullable CompletionRequest request, Disposable.Swap call) {
		this.place = place;
		this.item = item;
		this.model = (request != null) ? request.model() : null;
		this.size = ResultSize.of(request);
		this.call = call;
	}

	Place place() {
		return this.place;
	}

	long position() {
		return this.place.position();
	}

	long size() {
		return this.size;
	}

	@Nullable CompletedItem<T> result() {
		return this.result;
	}

	void calledBy(Disposable call) {
		this.call.update(call);
	}

	/**
	 * Record that the call has ended.
	 * @return whether this is the first end
	 */
	boolean end() {
		boolean first = !this.ended;
		this.ended = true;
		return first;
	}

	/**
	 * Set the result.
	 * @param response the response, if there is one
	 * @param failure the failure, if there is one
	 * @return the size of the response
	 */
	long complete(@Nullable CompletionResponse response, @Nullable Exception failure) {
		if (failure != null) {
			this.result = CompletedItem.failed(position(), this.item, failure);
			return 0;
		}
		if (this.item == null) {
			throw new IllegalStateException("Neither an item nor a failure");
		}
		if (response == null) {
			this.result = CompletedItem.passedThrough(position(), this.item);
			return 0;
		}
		this.result = CompletedItem.completed(position(), this.item, response, this.model);
		long more = ResultSize.of(response);
		this.size += more;
		return more;
	}

	void forgetResult() {
		this.result = null;
	}

	void cancel() {
		this.ended = true;
		this.call.dispose();
	}

}
