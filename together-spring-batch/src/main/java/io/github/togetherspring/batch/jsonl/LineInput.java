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

package io.github.togetherspring.batch.jsonl;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * Splits a stream of bytes into lines. A line that is too long is skipped without being
 * kept in memory.
 */
final class LineInput implements Closeable {

	private static final int BUFFER_SIZE = 64 * 1024;

	private static final char REPLACEMENT = '\uFFFD';

	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private final InputStream in;

	private final int maxLength;

	private final byte[] buffer = new byte[BUFFER_SIZE];

	private final CRC32 crc = new CRC32();

	private int position;

	private int limit;

	private long offset;

	private long length;

	private boolean ended;

	private @Nullable String text;

	private @Nullable String problem;

	/**
	 * Create an input.
	 * @param in the stream
	 * @param offset the offset of the first byte of the stream in the file
	 * @param maxLength the maximum number of bytes of a line without its ending
	 */
	LineInput(InputStream in, long offset, int maxLength) {
		this.in = in;
		this.offset = offset;
		this.maxLength = maxLength;
	}

	/**
	 * Read a line.
	 * @return {@code false} if there is none
	 * @throws IOException if the stream can't be read
	 */
	boolean next() throws IOException {
		this.text = null;
		this.problem = null;
		this.length = 0;
		this.ended = false;
		this.crc.reset();
		if (!fill()) {
			return false;
		}
		int end = indexOfLineFeed();
		if (end < this.limit) {
			decode(this.buffer, this.position, end - this.position);
			consume(end);
		}
		else {
			readLongLine(end);
		}
		return true;
	}

	private void readLongLine(int end) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream(2 * BUFFER_SIZE);
		// One byte more than the maximum, which may be a carriage return.
		long kept = this.maxLength + 1L;
		while (true) {
			line.write(this.buffer, this.position, (int) Math.min(end - this.position, kept - line.size()));
			consume(end);
			if (contentLength() > kept) {
				line = new ByteArrayOutputStream(0);
				kept = 0;
			}
			if (this.ended || !fill()) {
				break;
			}
			end = indexOfLineFeed();
		}
		if (contentLength() > this.maxLength + 1L) {
			this.problem = tooLong();
		}
		else {
			decode(line.toByteArray(), 0, line.size());
		}
	}

	/**
	 * Skip the rest of a line.
	 * @throws IOException if the stream can't be read
	 */
	void skipLine() throws IOException {
		this.length = 0;
		this.ended = false;
		while (!this.ended && fill()) {
			consume(indexOfLineFeed());
		}
	}

	/**
	 * Return the offset of the next line in the file.
	 * @return the number of bytes before it
	 */
	long offset() {
		return this.offset;
	}

	/**
	 * Return whether the line that was read ended with a line feed.
	 * @return {@code false} if the stream ended instead
	 */
	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Return the line that was read, without its line ending.
	 * @return the text, or {@code null} if there is a problem
	 */
	@Nullable String text() {
		return this.text;
	}

	/**
	 * Return why the line that was read can't be used.
	 * @return the reason, or {@code null} if there is a text
	 */
	@Nullable String problem() {
		return this.problem;
	}

	/**
	 * Return the length and checksum of the line that was read, to recognize it after a
	 * restart.
	 * @return the checksum, see {@link LineChecksum}
	 */
	long checksum() {
		return LineChecksum.of(this.length, (int) this.crc.getValue());
	}

	private boolean fill() throws IOException {
		if (this.position == this.limit) {
			this.position = 0;
			this.limit = Math.max(this.in.read(this.buffer), 0);
		}
		return this.limit > 0;
	}

	private int indexOfLineFeed() {
		int index = this.position;
		while (index < this.limit && this.buffer[index] != '\n') {
			index++;
		}
		return index;
	}

	private void consume(int end) {
		this.ended = end < this.limit;
		int next = this.ended ? end + 1 : end;
		this.crc.update(this.buffer, this.position, next - this.position);
		this.length += next - this.position;
		this.offset += next - this.position;
		this.position = next;
	}

	private long contentLength() {
		return this.ended ? this.length - 1 : this.length;
	}

	private void decode(byte[] bytes, int start, int length) {
		int end = start + length;
		if (end > start && bytes[end - 1] == '\r') {
			end--;
		}
		if (end - start > this.maxLength) {
			this.problem = tooLong();
			return;
		}
		String decoded = new String(bytes, start, end - start, StandardCharsets.UTF_8);
		if (decoded.indexOf(REPLACEMENT) >= 0 && !isValid(bytes, start, end - start)) {
			this.problem = "The line is not valid UTF-8";
			return;
		}
		this.text = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(BYTE_ORDER_MARK.length()) : decoded;
	}

	// The replacement character may also be in the file itself.
	private static boolean isValid(byte[] bytes, int start, int length) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private String tooLong() {
		return "The line is longer than " + this.maxLength + " bytes";
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

}
