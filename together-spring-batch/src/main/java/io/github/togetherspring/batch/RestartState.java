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

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Records which items have been written: all before a position, and those after it that
 * were read, except for some. Immutable.
 *
 * @param position the position of the oldest item that has not been written
 * @param read the number of items that had been read
 * @param unwritten the items between both that have not been written, by their distance
 * from {@code position}
 * @param sourceState the state of the other reader at {@code position}, empty if it keeps
 * none
 */
record RestartState(long position, long read, BitSet unwritten, Map<String, Object> sourceState) {

	static final RestartState START = new RestartState(0, 0, new BitSet(), Map.of());

	/**
	 * Return whether an item has been written by an earlier execution.
	 * @param position the position of the item
	 * @return whether it has been written
	 */
	boolean isWritten(long position) {
		return position < this.position
				|| (position < this.read && !this.unwritten.get(Math.toIntExact(position - this.position)));
	}

	/**
	 * Return the items that an earlier execution had read but not written.
	 * @param position the first position to return
	 * @return the positions
	 */
	LongStream unwrittenFrom(long position) {
		return this.unwritten.stream()
			.mapToLong((distance) -> this.position + distance)
			.filter((unwritten) -> unwritten >= position);
	}

	static RestartState of(ItemSource.Place oldest, long read, Collection<Long> unwritten) {
		BitSet distances = new BitSet();
		unwritten.forEach((position) -> distances.set(Math.toIntExact(position - oldest.position())));
		return new RestartState(oldest.position(), read, distances, oldest.state());
	}

	/**
	 * Return whether a reader has saved its state.
	 * @param context the context of the step
	 * @param name the name of the reader
	 * @return whether there is a state
	 */
	static boolean isIn(ExecutionContext context, String name) {
		return context.containsKey(name + ".position");
	}

	/**
	 * Read the state that an earlier execution has written.
	 * @param context the context of the step
	 * @param name the name of the reader, the prefix of its keys
	 * @return the state, {@link #START} if there is none
	 */
	static RestartState load(ExecutionContext context, String name) {
		if (!isIn(context, name)) {
			return START;
		}
		long position = context.getLong(name + ".position");
		Map<String, Object> state = new HashMap<>();
		for (String key : keys(context, name)) {
			Object value = context.get(key);
			if (value != null) {
				state.put(key, value);
			}
		}
		return new RestartState(position, context.getLong(name + ".read"),
				decode(context.getString(name + ".unwritten", "")), state);
	}

	/**
	 * Write this state and that of the other reader.
	 * @param context the context of the step
	 * @param name the name of the reader, the prefix of its keys
	 */
	void save(ExecutionContext context, String name) {
		context.putLong(name + ".position", this.position);
		context.putLong(name + ".read", this.read);
		context.putString(name + ".unwritten", encode(this.unwritten));
		Set<String> keys = new TreeSet<>(this.sourceState.keySet());
		for (String key : keys(context, name)) {
			if (!keys.contains(key)) {
				context.remove(key);
			}
		}
		context.putString(name + ".source.keys", String.join("\n", keys));
		this.sourceState.forEach(context::put);
	}

	private static List<String> keys(ExecutionContext context, String name) {
		String keys = context.getString(name + ".source.keys", "");
		return keys.isEmpty() ? List.of() : List.of(keys.split("\n"));
	}

	private static String encode(BitSet bits) {
		List<String> ranges = new ArrayList<>();
		for (int from = bits.nextSetBit(0); from >= 0;) {
			int to = bits.nextClearBit(from);
			ranges.add((to - from == 1) ? String.valueOf(from) : from + "-" + (to - 1));
			from = bits.nextSetBit(to);
		}
		return String.join(",", ranges);
	}

	private static BitSet decode(String ranges) {
		BitSet bits = new BitSet();
		for (String range : ranges.isEmpty() ? new String[0] : ranges.split(",")) {
			int dash = range.indexOf('-');
			int from = Integer.parseInt((dash < 0) ? range : range.substring(0, dash));
			bits.set(from, ((dash < 0) ? from : Integer.parseInt(range.substring(dash + 1))) + 1);
		}
		return bits;
	}

}
