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
import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.internal.sse.StreamEvent.Source;

/**
 * Reads a whole event stream as the standard words it, with the three additions of
 * {@link EventAssembler}. It has none of the buffers and offsets of the real decoder: a
 * stream is a text of one character per byte.
 */
final class NaiveEventStream {

	private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

	private static final int FIELD_LENGTH = "data: ".length();

	private final int maxSize;

	private final List<String> events = new ArrayList<>();

	private String type = "";

	private String laterType;

	private String data;

	private Source source = Source.DATA;

	private NaiveEventStream(int maxSize) {
		this.maxSize = maxSize;
	}

	/**
	 * Read a stream.
	 * @param bytes the stream
	 * @param maxSize the maximum size of an event
	 * @return a description of each event, and of the error if one is too large
	 */
	static List<String> read(byte[] bytes, int maxSize) {
		NaiveEventStream stream = new NaiveEventStream(maxSize);
		stream.read(new String(bytes, StandardCharsets.ISO_8859_1));
		return stream.events;
	}

	/**
	 * Describe an event.
	 * @param event the event
	 * @return all of it
	 */
	static String describe(StreamEvent event) {
		return describe(event.type(), event.source(), new String(event.data(), StandardCharsets.ISO_8859_1));
	}

	private static String describe(String type, Source source, String data) {
		return source + "|" + type + "|" + data;
	}

	private void read(String text) {
		String[] lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
		for (int i = 0; i < lines.length; i++) {
			boolean ended = i < lines.length - 1;
			if (lines[i].length() - FIELD_LENGTH > this.maxSize || (ended && !line(withoutMark(lines[i], i)))) {
				this.events.add("too large");
				return;
			}
		}
	}

	private static String withoutMark(String line, int number) {
		return (number == 0 && line.startsWith(BYTE_ORDER_MARK)) ? line.substring(BYTE_ORDER_MARK.length()) : line;
	}

	// Returns whether the event is still within the limit.
	private boolean line(String line) {
		if (line.isEmpty()) {
			dispatch((this.laterType != null) ? this.laterType : this.type);
			this.type = "";
			this.laterType = null;
			return true;
		}
		String[] field = line.split(":", 2);
		String value = (field.length == 2) ? field[1].replaceFirst("^ ", "") : "";
		switch (field[0]) {
			case "data" -> data(Source.DATA, value);
			case "error" -> data(Source.ERROR, value);
			case "event" -> type(new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
			case "", "id", "retry" -> {
				// Comments, and what only browsers need.
			}
			default -> other(line);
		}
		return this.data == null || this.data.length() <= this.maxSize;
	}

	private void type(String value) {
		if (this.data != null && this.source != Source.UNFRAMED) {
			this.laterType = value;
		}
		else {
			this.type = value;
		}
	}

	private void other(String line) {
		boolean continues = this.data == null || this.source == Source.UNFRAMED;
		if (continues) {
			data(Source.UNFRAMED, line);
		}
		else if (line.startsWith("{") && isAnother(line)) {
			split();
			data(Source.UNFRAMED, line);
		}
	}

	private void data(Source source, String value) {
		if (this.data != null && (this.source != source || isAnother(value))) {
			split();
		}
		this.data = (this.data != null) ? this.data + "\n" + value : value;
		this.source = source;
	}

	private boolean isAnother(String next) {
		String begun = trim(this.data);
		boolean begins = this.laterType != null || trim(next).startsWith("{") || trim(next).startsWith("[DONE]");
		return begun.startsWith("[DONE]") || (begun.endsWith("}") && begins);
	}

	private static String trim(String text) {
		return text.replaceAll("^[ \t\n]+|[ \t\n]+$", "");
	}

	private void split() {
		boolean framed = this.source != Source.UNFRAMED;
		dispatch(this.type);
		if (framed) {
			this.type = (this.laterType != null) ? this.laterType : "";
			this.laterType = null;
		}
	}

	private void dispatch(String type) {
		if (this.data != null) {
			this.events.add(describe(type, this.source, this.data));
		}
		this.data = null;
	}

}
