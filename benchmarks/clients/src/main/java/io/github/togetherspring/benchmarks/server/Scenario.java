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

package io.github.togetherspring.benchmarks.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the server answers, named by the first segment of the path.
 *
 * @param kind the kind of answer
 * @param events the number of events of a stream, without {@code [DONE]}
 * @param eventSize the number of bytes of an event
 * @param eventsPerWrite how many events are written at once
 * @param delayMillis the time before each event, or before the answer in one piece
 */
public record Scenario(Kind kind, int events, int eventSize, int eventsPerWrite, int delayMillis) {

	/**
	 * What the text of an event of a paced stream begins with; the time of
	 * {@link System#nanoTime()} at which it was written follows, in 19 digits. The clock
	 * is the same for all processes of a machine.
	 */
	public static final char TIMED = '@';

	/**
	 * How many digits a time has.
	 */
	public static final int TIME_DIGITS = 19;

	/**
	 * Returns a stream that is written as fast as the client reads it.
	 * @param events the number of events
	 * @param eventSize the number of bytes of an event
	 * @param eventsPerWrite how many events are written at once
	 * @return the scenario
	 */
	public static Scenario flood(int events, int eventSize, int eventsPerWrite) {
		return new Scenario(Kind.FLOOD, events, eventSize, eventsPerWrite, 0);
	}

	/**
	 * Returns a stream whose events come at an even pace, with the time in their texts.
	 * @param events the number of events
	 * @param eventSize the number of bytes of an event
	 * @param delayMillis the time between two events
	 * @return the scenario
	 */
	public static Scenario paced(int events, int eventSize, int delayMillis) {
		return new Scenario(Kind.PACED, events, eventSize, 1, delayMillis);
	}

	/**
	 * Returns an answer in one piece.
	 * @param delayMillis the time before the answer
	 * @return the scenario
	 */
	public static Scenario single(int delayMillis) {
		return new Scenario(Kind.SINGLE, 0, 0, 0, delayMillis);
	}

	/**
	 * Returns the first segment of the path, without slashes.
	 * @return the segment
	 */
	public String segment() {
		return this.kind + "-" + this.events + "-" + this.eventSize + "-" + this.eventsPerWrite + "-"
				+ this.delayMillis;
	}

	static Scenario of(String segment) {
		String[] parts = segment.split("-");
		return new Scenario(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
				Integer.parseInt(parts[3]), Integer.parseInt(parts[4]));
	}

	long delayNanos() {
		return TimeUnit.MILLISECONDS.toNanos(this.delayMillis);
	}

	// What goes out in one write each.
	List<ByteBuffer> writes() {
		List<ByteBuffer> writes = new ArrayList<>();
		if (this.kind == Kind.SINGLE) {
			byte[] body = Payload.response();
			writes.add(buffer(ascii(
					"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n"),
					body));
			return writes;
		}
		writes.add(buffer(ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
				+ "Transfer-Encoding: chunked\r\n\r\n")));
		for (int i = 0; i < this.events; i += this.eventsPerWrite) {
			ByteArrayOutputStream chunk = new ByteArrayOutputStream();
			for (int j = i; j < Math.min(i + this.eventsPerWrite, this.events); j++) {
				chunk.writeBytes(Payload.event(j, this.eventSize, j == this.events - 1));
			}
			writes.add(chunk(chunk.toByteArray()));
		}
		writes.add(chunk(Payload.DONE));
		writes.add(buffer(ascii("0\r\n\r\n")));
		return writes;
	}

	private static ByteBuffer chunk(byte[] bytes) {
		return buffer(ascii(Integer.toHexString(bytes.length) + "\r\n"), bytes, ascii("\r\n"));
	}

	private static ByteBuffer buffer(byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteBuffer buffer = ByteBuffer.allocateDirect(length);
		for (byte[] part : parts) {
			buffer.put(part);
		}
		return buffer.flip();
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Kinds of answers.
	 */
	public enum Kind {

		/**
		 * A stream as fast as it can be read.
		 */
		FLOOD,

		/**
		 * A stream at an even pace.
		 */
		PACED,

		/**
		 * An answer in one piece.
		 */
		SINGLE

	}

}
