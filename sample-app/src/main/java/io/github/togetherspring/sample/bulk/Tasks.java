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
import java.nio.file.Files;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.sample.json.BulkLine;
import io.github.togetherspring.sample.json.InvalidJsonException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the input, line by line. The results of invalid requests are already known, and
 * so are the responses of an earlier run when its failed requests are sent again.
 */
final class Tasks implements Closeable {

	/**
	 * Maximum number of bytes of a line of the input.
	 */
	static final int MAX_LINE_LENGTH = 16 * 1024 * 1024;

	private static final String NOT_AN_OBJECT = "The line must be a JSON object";

	private final JsonMapper mapper;

	private final LineReader input;

	private final @Nullable LineReader previous;

	private long index;

	/**
	 * Open the input.
	 * @param command the command
	 * @param mapper reads requests
	 * @param start the first line to read
	 * @throws IOException if a file can't be read
	 */
	Tasks(BulkCommand command, JsonMapper mapper, long start) throws IOException {
		this.mapper = mapper;
		this.input = new LineReader(command.input(), MAX_LINE_LENGTH + 1);
		this.previous = Files.exists(command.previous()) ? new LineReader(command.previous(), Integer.MAX_VALUE) : null;
		while (this.index < start) {
			this.input.read();
			readPrevious();
			this.index++;
		}
	}

	/**
	 * Read a line.
	 * @return the task, or {@code null} at the end of the input
	 * @throws IOException if a file can't be read
	 */
	@Nullable Task next() throws IOException {
		byte[] line = this.input.read();
		if (line == null) {
			return null;
		}
		byte[] earlier = readPrevious();
		Task task = task(line, (earlier != null) ? ResultLine.of(earlier, this.index) : null);
		this.index++;
		return task;
	}

	private byte @Nullable [] readPrevious() throws IOException {
		if (this.previous == null) {
			return null;
		}
		long lines = this.previous.lines();
		byte[] line = this.previous.read();
		return (this.previous.lines() > lines) ? line : null;
	}

	private Task task(byte[] line, @Nullable ResultLine earlier) {
		if (earlier != null && earlier.isAnswered()) {
			return new Task(this.index, null, earlier);
		}
		try {
			return new Task(this.index, request(line), null);
		}
		catch (InvalidCompletionRequestException | InvalidJsonException ex) {
			return new Task(this.index, null, ResultLine.of(BulkLine.refused(this.index, ex)));
		}
	}

	private CompletionRequest request(byte[] line) {
		if (line.length > MAX_LINE_LENGTH) {
			throw new InvalidJsonException("The line is longer than " + MAX_LINE_LENGTH + " bytes");
		}
		if (isBlank(line)) {
			throw new InvalidJsonException("The line is blank");
		}
		CompletionRequest request;
		try {
			request = this.mapper.readValue(line, CompletionRequest.class);
		}
		catch (MismatchedInputException ex) {
			throw new InvalidJsonException(NOT_AN_OBJECT);
		}
		catch (JacksonException ex) {
			TokenStreamLocation location = ex.getLocation();
			throw new InvalidJsonException(
					"The line is broken JSON" + ((location != null) ? " in column " + location.getColumnNr() : ""));
		}
		if (request == null) {
			throw new InvalidJsonException(NOT_AN_OBJECT);
		}
		return request;
	}

	private static boolean isBlank(byte[] line) {
		for (byte character : line) {
			if (character != ' ' && character != '\t' && character != '\r') {
				return false;
			}
		}
		return true;
	}

	@Override
	public void close() throws IOException {
		this.input.close();
		if (this.previous != null) {
			this.previous.close();
		}
	}

}
