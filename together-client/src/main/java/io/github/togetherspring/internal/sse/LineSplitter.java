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

import java.util.Arrays;

/**
 * Splits the bytes of an event stream into lines, however the bytes are divided into
 * buffers. A line ends with CR, LF or CRLF; a byte order mark before the first one is
 * dropped.
 */
public final class LineSplitter {

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

	// A line of data is this much longer than the data.
	private static final int FIELD_LENGTH = "data: ".length();

	private final int maxData;

	private final LineConsumer lines;

	private byte[] begun = new byte[0];

	private int begunLength;

	private boolean afterCarriageReturn;

	private boolean firstLine = true;

	/**
	 * Create a splitter.
	 * @param maxData the maximum size of the data of a line, in bytes
	 * @param lines receives the lines
	 */
	public LineSplitter(int maxData, LineConsumer lines) {
		this.maxData = maxData;
		this.lines = lines;
	}

	public void feed(byte[] bytes, int length) {
		int start = skipRestOfLineEnd(bytes, 0, length);
		for (int end = indexOfLineEnd(bytes, start, length); end < length; end = indexOfLineEnd(bytes, start, length)) {
			endLine(bytes, start, end);
			this.afterCarriageReturn = (bytes[end] == '\r');
			start = skipRestOfLineEnd(bytes, end + 1, length);
		}
		this.lines.bytesEnd(bytes);
		keep(bytes, start, length);
	}

	// The second half of a CRLF, whose first half ended the line.
	private int skipRestOfLineEnd(byte[] bytes, int from, int to) {
		if (!this.afterCarriageReturn || from == to) {
			return from;
		}
		this.afterCarriageReturn = false;
		return (bytes[from] == '\n') ? from + 1 : from;
	}

	private static int indexOfLineEnd(byte[] bytes, int from, int to) {
		int i = from;
		while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
			i++;
		}
		return i;
	}

	public boolean hasBegunLine() {
		return this.begunLength > 0;
	}

	// Treats everything since the last line end as a line.
	public void endBegunLine() {
		endLine(new byte[0], 0, 0);
	}

	private void endLine(byte[] bytes, int from, int to) {
		if (this.begunLength == 0) {
			checkLength(to - from);
			emit(bytes, from, to);
		}
		else {
			keep(bytes, from, to);
			int length = this.begunLength;
			this.begunLength = 0;
			emit(this.begun, 0, length);
			this.lines.bytesEnd(this.begun);
		}
	}

	private void emit(byte[] bytes, int from, int to) {
		int start = from;
		if (this.firstLine) {
			this.firstLine = false;
			int afterMark = Math.min(from + BYTE_ORDER_MARK.length, to);
			if (Arrays.equals(bytes, from, afterMark, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
				start = afterMark;
			}
		}
		this.lines.line(bytes, start, to);
	}

	private void keep(byte[] bytes, int from, int to) {
		int length = to - from;
		if (length == 0) {
			return;
		}
		checkLength(this.begunLength + length);
		if (this.begunLength + length > this.begun.length) {
			this.begun = Arrays.copyOf(this.begun, Math.max(this.begun.length * 2, this.begunLength + length));
		}
		System.arraycopy(bytes, from, this.begun, this.begunLength, length);
		this.begunLength += length;
	}

	private void checkLength(int length) {
		if (length < 0 || length - FIELD_LENGTH > this.maxData) {
			throw new EventTooLargeException(this.maxData);
		}
	}

	/**
	 * Receives lines.
	 */
	public interface LineConsumer {

		/**
		 * Receive a line.
		 * @param bytes the buffer with the line, the same array until {@link #bytesEnd}
		 * @param from the offset of its first byte
		 * @param to the offset after its last byte
		 */
		void line(byte[] bytes, int from, int to);

		/**
		 * Called when the bytes are about to be released: anything still needed must be
		 * copied.
		 * @param bytes the buffer with the lines
		 */
		void bytesEnd(byte[] bytes);

	}

}
