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

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the output of an earlier job in parallel to its input.
 */
final class PreviousResults implements Closeable {

	private static final int MAX_LINE_LENGTH = Integer.MAX_VALUE - 64;

	private static final JsonFactory factory = new JsonFactory();

	private final Path file;

	private final LineInput lines;

	private PreviousResults(Path file, LineInput lines) {
		this.file = file;
		this.lines = lines;
	}

	/**
	 * Open the output of an earlier job.
	 * @param file the output
	 * @param offset the offset of the next line
	 * @return the results
	 * @throws IOException if it can't be read
	 */
	static PreviousResults open(Path file, long offset) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
		try {
			channel.position(offset);
			return new PreviousResults(file, new LineInput(Channels.newInputStream(channel), offset, MAX_LINE_LENGTH));
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Skip lines.
	 * @param count the number of lines
	 * @throws IOException if the file can't be read
	 */
	void skip(long count) throws IOException {
		for (long skipped = 0; skipped < count; skipped++) {
			this.lines.skipLine();
		}
	}

	/**
	 * Read the next line.
	 * @param number the number of the line
	 * @return the line, or {@code null} if it has no response, is incomplete or missing
	 * @throws IOException if the file can't be read, or the line is not the result with
	 * that number
	 */
	@Nullable String next(long number) throws IOException {
		if (!this.lines.next() || !this.lines.isEnded()) {
			return null;
		}
		String line = this.lines.text();
		if (line == null) {
			throw notAResult(number);
		}
		try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), line)) {
			return hasResponse(parser, number) ? line : null;
		}
		catch (JacksonException ex) {
			throw notAResult(number);
		}
	}

	// Only the beginning is read.
	private boolean hasResponse(JsonParser parser, long number) throws IOException {
		if (parser.nextToken() != JsonToken.START_OBJECT || !"index".equals(parser.nextName())
				|| parser.nextToken() != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() != number) {
			throw notAResult(number);
		}
		String name = parser.nextName();
		if (CustomIds.FIELD.equals(name)) {
			parser.nextToken();
			name = parser.nextName();
		}
		if (name != null && !name.equals("response") && !name.equals("error")) {
			throw notAResult(number);
		}
		return "response".equals(name);
	}

	private IOException notAResult(long number) {
		return new IOException(
				"Line " + (number + 1) + " of the previous results " + this.file + " is not the result of this line");
	}

	/**
	 * Return the offset of the next line.
	 * @return the number of bytes before it
	 */
	long offset() {
		return this.lines.offset();
	}

	@Override
	public void close() throws IOException {
		this.lines.close();
	}

}
