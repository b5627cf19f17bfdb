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

package io.github.togetherspring.webclient;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Puts the lines of an event stream together to events, by the rules of the WHATWG's HTML
 * standard (section 9.2.6). {@code id} and {@code retry} serve the reconnection of
 * browsers and are passed over.
 */
final class EventAssembler implements LineSplitter.LineConsumer {

	private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NONE = new byte[0];

	private final int maxSize;

	private final Consumer<StreamEvent> events;

	private byte[] data = NONE;

	// Where the data begin in the bytes of the line, or -1 if they have been copied. Most
	// events come whole, and their data can stay where they are.
	private int place = -1;

	private int length;

	private boolean hasData;

	private String type = "";

	EventAssembler(int maxSize, Consumer<StreamEvent> events) {
		this.maxSize = maxSize;
		this.events = events;
	}

	@Override
	public void line(byte[] bytes, int from, int to) {
		if (from == to) {
			dispatch(bytes);
			return;
		}
		int colon = indexOfColon(bytes, from, to);
		int value = Math.min(colon + 1, to);
		if (value < to && bytes[value] == ' ') {
			value++;
		}
		if (Arrays.equals(bytes, from, colon, DATA, 0, DATA.length)) {
			addData(bytes, value, to);
		}
		else if (Arrays.equals(bytes, from, colon, EVENT, 0, EVENT.length)) {
			this.type = new String(bytes, value, to - value, StandardCharsets.UTF_8);
		}
	}

	boolean hasBegunEvent() {
		return this.hasData;
	}

	StreamEvent begunEvent() {
		return new StreamEvent(this.type, this.data, 0, this.length);
	}

	private static int indexOfColon(byte[] bytes, int from, int to) {
		for (int i = from; i < to; i++) {
			if (bytes[i] == ':') {
				return i;
			}
		}
		return to;
	}

	@Override
	public void bytesEnd(byte[] bytes) {
		copyData(bytes, this.length);
	}

	private void addData(byte[] bytes, int from, int to) {
		int separator = this.hasData ? 1 : 0;
		int newLength = this.length + separator + to - from;
		if (newLength < 0 || newLength > this.maxSize) {
			throw new EventTooLargeException(this.maxSize);
		}
		if (this.hasData) {
			copyData(bytes, newLength);
			this.data[this.length] = '\n';
			System.arraycopy(bytes, from, this.data, this.length + 1, to - from);
		}
		else {
			this.place = from;
		}
		this.length = newLength;
		this.hasData = true;
	}

	private void copyData(byte[] bytes, int capacity) {
		if (capacity > this.data.length) {
			this.data = Arrays.copyOf(this.data, Math.max(capacity, this.data.length * 2));
		}
		if (this.place >= 0) {
			System.arraycopy(bytes, this.place, this.data, 0, this.length);
			this.place = -1;
		}
	}

	private void dispatch(byte[] bytes) {
		// The standard: without a data field there is no event.
		if (this.hasData) {
			this.events
				.accept((this.place >= 0) ? new StreamEvent(this.type, bytes, this.place, this.length) : begunEvent());
		}
		this.place = -1;
		this.length = 0;
		this.hasData = false;
		this.type = "";
	}

}
