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

package io.github.togetherspring.sample.bulk;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a file as bytes.
 */
final class LineReader implements Closeable {

	private static final int BUFFER_SIZE = 64 * 1024;

	private final InputStream in;

	private final int maxLength;

	private final byte[] buffer = new byte[BUFFER_SIZE];

	private int position;

	private int limit;

	private long lines;

	private long endOfLines;

	/**
	 * Open a file.
	 * @param file the file
	 * @param maxLength the maximum number of bytes of a line; the rest is skipped
	 * @throws IOException if the file can't be opened
	 */
	LineReader(Path file, int maxLength) throws IOException {
		this.in = Files.newInputStream(file);
		this.maxLength = maxLength;
	}

	/**
	 * Read a line.
	 * @return the line without its line feed, or {@code null} at the end of the file
	 * @throws IOException if the file can't be read
	 */
	byte @Nullable [] read() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream(256);
		long length = 0;
		while (fill()) {
			int end = indexOfLineFeed();
			line.write(this.buffer, this.position, Math.min(end - this.position, this.maxLength - line.size()));
			length += end - this.position;
			this.position = end;
			if (end < this.limit) {
				this.position++;
				this.lines++;
				this.endOfLines += length + 1;
				return line.toByteArray();
			}
		}
		return (length > 0) ? line.toByteArray() : null;
	}

	/**
	 * Return the number of lines with a line feed so far.
	 * @return the number of lines
	 */
	long lines() {
		return this.lines;
	}

	/**
	 * Return the end of the last line with a line feed.
	 * @return the offset in the file
	 */
	long endOfLines() {
		return this.endOfLines;
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

	@Override
	public void close() throws IOException {
		this.in.close();
	}

}
