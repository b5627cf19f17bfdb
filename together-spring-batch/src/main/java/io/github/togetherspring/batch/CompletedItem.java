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

import java.util.Objects;

import io.github.togetherspring.completions.CompletionResponse;
import org.jspecify.annotations.Nullable;

/**
 * An item with its response, its failure, or neither if no call was made. Immutable.
 *
 * @param <T> the type of the items
 */
public final class CompletedItem<T> {

	private final long position;

	private final @Nullable T item;

	private final @Nullable CompletionResponse response;

	private final @Nullable String requestedModel;

	private final @Nullable Exception failure;

	private CompletedItem(long position, @Nullable T item, @Nullable CompletionResponse response,
			@Nullable String requestedModel, @Nullable Exception failure) {
		this.position = position;
		this.item = item;
		this.response = response;
		this.requestedModel = requestedModel;
		this.failure = failure;
	}

	/**
	 * Return an item that received a response.
	 * @param <T> the type of the item
	 * @param position the number of items before it in the input
	 * @param item the item
	 * @param response the response
	 * @return the completed item
	 */
	public static <T> CompletedItem<T> completed(long position, T item, CompletionResponse response) {
		return completed(position, item, response, null);
	}

	static <T> CompletedItem<T> completed(long position, T item, CompletionResponse response,
			@Nullable String requestedModel) {
		return new CompletedItem<>(position, Objects.requireNonNull(item), Objects.requireNonNull(response),
				requestedModel, null);
	}

	/**
	 * Return an item that failed.
	 * @param <T> the type of the item
	 * @param position the number of items before it in the input
	 * @param item the item, or {@code null} if it could not be read
	 * @param failure why it could not be read or converted, or why its call failed
	 * @return the failed item
	 */
	public static <T> CompletedItem<T> failed(long position, @Nullable T item, Exception failure) {
		return new CompletedItem<>(position, item, null, null, Objects.requireNonNull(failure));
	}

	/**
	 * Return an item for which no call was made, because the mapper returned no request.
	 * @param <T> the type of the item
	 * @param position the number of items before it in the input
	 * @param item the item
	 * @return the item
	 */
	public static <T> CompletedItem<T> passedThrough(long position, T item) {
		return new CompletedItem<>(position, Objects.requireNonNull(item), null, null, null);
	}

	/**
	 * Return the number of items before this one in the input.
	 * @return the position, starting at 0
	 */
	public long position() {
		return this.position;
	}

	/**
	 * Return the item as it was read.
	 * @return the item, or {@code null} if it could not be read
	 */
	public @Nullable T item() {
		return this.item;
	}

	/**
	 * Return the response.
	 * @return the response, or {@code null} if there is none
	 */
	public @Nullable CompletionResponse response() {
		return this.response;
	}

	// Null if it is not known, or if the request has left it to the client.
	@Nullable String requestedModel() {
		return this.requestedModel;
	}

	/**
	 * Return why the item failed: an exception of the other reader, of the mapper, or of
	 * the call.
	 * @return the exception, or {@code null} if the item did not fail
	 */
	public @Nullable Exception failure() {
		return this.failure;
	}

	/**
	 * Return whether the item failed.
	 * @return whether there is a failure
	 */
	public boolean isFailed() {
		return this.failure != null;
	}

	@Override
	public String toString() {
		return "CompletedItem[position=" + this.position + ((this.response != null) ? ", completed"
				: (this.failure != null) ? ", failed: " + this.failure.getClass().getSimpleName() : ", passed through")
				+ "]";
	}

}
