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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.togetherspring.sample.json.BulkLine;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;

/**
 * A line of the output.
 */
final class ResultLine {

	// Independent of the settings of the application's mapper.
	private static final JsonMapper mapper = JsonMapper.builder()
		.addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
		.build();

	private final byte[] json;

	private final boolean answered;

	private ResultLine(byte[] json, boolean answered) {
		this.json = json;
		this.answered = answered;
	}

	/**
	 * Write a line.
	 * @param line the content
	 * @return the line
	 */
	static ResultLine of(BulkLine line) {
		return new ResultLine(mapper.writeValueAsBytes(line), line.response() != null);
	}

	/**
	 * Read a line from an earlier run. Only its beginning is checked.
	 * @param json the line without its line feed
	 * @param index the expected index
	 * @return the line
	 * @throws BulkRefusedException if it is not such a line
	 */
	static ResultLine of(byte[] json, long index) {
		boolean answered = startsWith(json, index, "response");
		if (!answered && !startsWith(json, index, "error")) {
			throw new BulkRefusedException("Line " + (index + 1)
					+ " of the results is not what was written; restore the file, or name another with --out");
		}
		return new ResultLine(json, answered);
	}

	/**
	 * Return the line.
	 * @return the bytes, without a line feed
	 */
	byte[] json() {
		return this.json;
	}

	/**
	 * Return whether the request succeeded.
	 * @return {@code true} for a response, {@code false} for an error
	 */
	boolean isAnswered() {
		return this.answered;
	}

	private static boolean startsWith(byte[] json, long index, String member) {
		byte[] start = ("{\"index\":" + index + ",\"" + member + "\":").getBytes(StandardCharsets.UTF_8);
		return json.length >= start.length && Arrays.equals(json, 0, start.length, start, 0, start.length);
	}

}
