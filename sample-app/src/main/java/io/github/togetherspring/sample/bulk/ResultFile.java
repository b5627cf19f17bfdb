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

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The output. Each line is written at once, so that a process that is killed leaves at
 * most one incomplete line.
 */
final class ResultFile implements Closeable {

	// Enough for the name of the member with the result.
	private static final int LOOKED_AT = 64;

	private final FileChannel channel;

	private long lines;

	private long failed;

	private ResultFile(FileChannel channel, Count count) {
		this.channel = channel;
		this.lines = count.lines;
		this.failed = count.failed;
	}

	/**
	 * Open the output for appending. An incomplete last line is removed.
	 * @param file the file, which need not exist
	 * @return the output
	 * @throws IOException if it can't be read or written
	 * @throws BulkRefusedException if it has a line that is not a result
	 */
	static ResultFile open(Path file) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			Count count = count(file);
			channel.truncate(count.bytes);
			channel.position(count.bytes);
			return new ResultFile(channel, count);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Count the lines of an output.
	 * @param file the file
	 * @return the counts of its complete lines
	 * @throws IOException if it can't be read
	 * @throws BulkRefusedException if it has a line that is not a result
	 */
	static Count count(Path file) throws IOException {
		long failed = 0;
		try (LineReader reader = new LineReader(file, LOOKED_AT)) {
			byte[] line = reader.read();
			for (long index = 0; line != null && reader.lines() > index; index++) {
				failed += ResultLine.of(line, index).isAnswered() ? 0 : 1;
				line = reader.read();
			}
			return new Count(reader.lines(), failed, reader.endOfLines());
		}
	}

	/**
	 * Write a line.
	 * @param line the line
	 * @throws IOException if it can't be written
	 */
	void append(ResultLine line) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(line.json().length + 1).put(line.json()).put((byte) '\n').flip();
		while (bytes.hasRemaining()) {
			this.channel.write(bytes);
		}
		this.lines++;
		if (!line.isAnswered()) {
			this.failed++;
		}
	}

	/**
	 * Return the number of lines.
	 * @return the number of lines
	 */
	long lines() {
		return this.lines;
	}

	/**
	 * Return the number of lines with an error.
	 * @return the number of failed requests
	 */
	long failed() {
		return this.failed;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	/**
	 * Counts of an output.
	 *
	 * @param lines the number of complete lines
	 * @param failed the number of these with an error
	 * @param bytes the number of bytes of these
	 */
	record Count(long lines, long failed, long bytes) {

	}

}
