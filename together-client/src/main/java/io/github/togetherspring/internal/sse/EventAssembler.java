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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

import io.github.togetherspring.internal.sse.StreamEvent.Source;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the lines of an event stream into events, by the rules of the WHATWG's HTML
 * standard (section 9.2.6). {@code id} and {@code retry}, which browsers use to
 * reconnect, are ignored.
 * <p>
 * Three things are read that the standard drops or joins: an {@code error} field; lines
 * that are not fields; and a {@code data} field after one that ends a JSON object, if it
 * starts another object or {@code [DONE]} or has its own type. The two could never be a
 * single JSON text: the empty line between them is missing.
 */
public final class EventAssembler implements LineSplitter.LineConsumer {

	private static final byte[] DATA = ascii("data");

	private static final byte[] EVENT = ascii("event");

	private static final byte[] ERROR = ascii("error");

	private static final byte[] ID = ascii("id");

	private static final byte[] RETRY = ascii("retry");

	private static final byte[] DONE = ascii("[DONE]");

	private static final byte[] NONE = new byte[0];

	private final int maxSize;

	private final Consumer<StreamEvent> events;

	private byte[] data = NONE;

	// The offset of the data in the bytes of the line, or -1 if it has been copied. Most
	// events arrive whole, so that their data need not be copied.
	private int place = -1;

	private int length;

	private boolean hasData;

	private Source source = Source.DATA;

	private String type = "";

	// An event field after the data: that of this event, or of the next one if the empty
	// line between the two is missing.
	private @Nullable String laterType;

	public EventAssembler(int maxSize, Consumer<StreamEvent> events) {
		this.maxSize = maxSize;
		this.events = events;
	}

	@Override
	public void line(byte[] bytes, int from, int to) {
		if (from == to) {
			end(bytes);
			return;
		}
		int colon = indexOfColon(bytes, from, to);
		int value = Math.min(colon + 1, to);
		if (value < to && bytes[value] == ' ') {
			value++;
		}
		if (isField(DATA, bytes, from, colon)) {
			add(Source.DATA, bytes, value, to);
		}
		else if (isField(EVENT, bytes, from, colon)) {
			setType(new String(bytes, value, to - value, StandardCharsets.UTF_8));
		}
		else if (isField(ERROR, bytes, from, colon)) {
			add(Source.ERROR, bytes, value, to);
		}
		else if (colon > from && !isField(ID, bytes, from, colon) && !isField(RETRY, bytes, from, colon)) {
			addUnframed(bytes, from, to);
		}
	}

	private static boolean isField(byte[] name, byte[] bytes, int from, int colon) {
		return Arrays.equals(bytes, from, colon, name, 0, name.length);
	}

	private static int indexOfColon(byte[] bytes, int from, int to) {
		for (int i = from; i < to; i++) {
			if (bytes[i] == ':') {
				return i;
			}
		}
		return to;
	}

	private void setType(String type) {
		if (this.hasData && this.source != Source.UNFRAMED) {
			this.laterType = type;
		}
		else {
			this.type = type;
		}
	}

	private void add(Source source, byte[] bytes, int from, int to) {
		if (this.hasData && (this.source != source || isAnother(bytes, from, to))) {
			split(bytes);
		}
		this.source = source;
		addData(bytes, from, to);
	}

	// An event may contain unknown fields, which are ignored.
	private void addUnframed(byte[] bytes, int from, int to) {
		if (!this.hasData || this.source == Source.UNFRAMED || bytes[from] == '{') {
			if (this.hasData && isAnother(bytes, from, to)) {
				split(bytes);
			}
			if (!this.hasData || this.source == Source.UNFRAMED) {
				this.source = Source.UNFRAMED;
				addData(bytes, from, to);
			}
		}
	}

	public boolean hasBegunEvent() {
		return this.hasData;
	}

	/**
	 * End the current event without delivering it.
	 * @return the event
	 */
	public StreamEvent endBegunEvent() {
		this.hasData = false;
		return new StreamEvent((this.laterType != null) ? this.laterType : this.type, this.source, this.data, 0,
				this.length);
	}

	@Override
	public void bytesEnd(byte[] bytes) {
		copyData(bytes, this.length);
	}

	// No JSON text continues with an object or "[DONE]" after an object has ended.
	private boolean isAnother(byte[] bytes, int from, int to) {
		byte[] begun = (this.place >= 0) ? bytes : this.data;
		int start = Math.max(this.place, 0);
		int last = start + this.length - 1;
		while (last >= start && isSpace(begun[last])) {
			last--;
		}
		if (isDone(begun, start, last + 1)) {
			return true;
		}
		boolean begins = this.laterType != null || isDone(bytes, from, to) || isObject(bytes, from, to);
		return begins && last >= start && begun[last] == '}';
	}

	private static boolean isObject(byte[] bytes, int from, int to) {
		int first = skipSpace(bytes, from, to);
		return first < to && bytes[first] == '{';
	}

	private static boolean isDone(byte[] bytes, int from, int to) {
		int first = skipSpace(bytes, from, to);
		return to - first >= DONE.length && Arrays.equals(bytes, first, first + DONE.length, DONE, 0, DONE.length);
	}

	private static int skipSpace(byte[] bytes, int from, int to) {
		int first = from;
		while (first < to && isSpace(bytes[first])) {
			first++;
		}
		return first;
	}

	private static boolean isSpace(byte character) {
		return character == ' ' || character == '\t' || character == '\n';
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

	private void end(byte[] bytes) {
		dispatch(bytes, (this.laterType != null) ? this.laterType : this.type);
		this.type = "";
		this.laterType = null;
	}

	// Ends an event whose empty line is missing.
	private void split(byte[] bytes) {
		boolean framed = this.source != Source.UNFRAMED;
		dispatch(bytes, this.type);
		if (framed) {
			this.type = (this.laterType != null) ? this.laterType : "";
			this.laterType = null;
		}
	}

	private void dispatch(byte[] bytes, String type) {
		// By the standard, there is no event without a data field.
		if (this.hasData) {
			boolean inPlace = this.place >= 0;
			this.events.accept(new StreamEvent(type, this.source, inPlace ? bytes : this.data, inPlace ? this.place : 0,
					this.length));
		}
		this.place = -1;
		this.length = 0;
		this.hasData = false;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
