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

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemStream;
import org.springframework.batch.infrastructure.item.ParseException;
import org.springframework.batch.infrastructure.item.UnexpectedInputException;

/**
 * Wraps the reader of the items, and knows its state before each item. Used by one thread
 * at a time.
 *
 * @param <T> the type of the items
 */
final class ItemSource<T> {

	private final ItemReader<? extends T> reader;

	private long position;

	ItemSource(ItemReader<? extends T> reader) {
		this.reader = reader;
	}

	/**
	 * Open the reader where an earlier execution ended.
	 * @param context the context with the reader's own state
	 * @param state the state of this module
	 * @throws Exception if the reader can't be opened, or if its input has become shorter
	 */
	void open(ExecutionContext context, RestartState state) throws Exception {
		if (this.reader instanceof ItemStream stream) {
			stream.open(context);
		}
		if (state.sourceState().isEmpty()) {
			skipTo(state.position());
		}
		this.position = state.position();
	}

	private void skipTo(long target) throws Exception {
		for (long skipped = 0; skipped < target; skipped++) {
			if (readOrProblem().isEnd()) {
				throw new IllegalStateException("The input has fewer items than when the step was started: " + skipped
						+ " instead of at least " + target);
			}
		}
	}

	/**
	 * Return where the next item is, and the reader's state there.
	 * @return the place
	 */
	Place place() {
		if (!(this.reader instanceof ItemStream stream)) {
			return new Place(this.position, Map.of());
		}
		ExecutionContext context = new ExecutionContext();
		stream.update(context);
		return new Place(this.position, context.isEmpty() ? Map.of() : new HashMap<>(context.toMap()));
	}

	/**
	 * Read the next item.
	 * @return the item, or why it could not be read, or {@code null} at the end of the
	 * input
	 * @throws Exception if the reader failed for a reason other than the item
	 */
	@Nullable Read<T> read() throws Exception {
		Read<T> read = readOrProblem();
		if (read.isEnd()) {
			return null;
		}
		this.position++;
		return read;
	}

	private Read<T> readOrProblem() throws Exception {
		try {
			return new Read<>(this.reader.read(), null);
		}
		catch (ParseException | UnexpectedInputException ex) {
			return new Read<>(null, ex);
		}
	}

	void close() {
		if (this.reader instanceof ItemStream stream) {
			stream.close();
		}
	}

	/**
	 * A place in the input.
	 *
	 * @param position the number of items before it
	 * @param state the reader's own state there, empty if it keeps none
	 */
	record Place(long position, Map<String, Object> state) {

	}

	/**
	 * An item, or why it could not be read.
	 *
	 * @param item the item
	 * @param problem why there is none
	 * @param <T> the type of the item
	 */
	record Read<T>(@Nullable T item, @Nullable Exception problem) {

		private boolean isEnd() {
			return this.item == null && this.problem == null;
		}

	}

}
