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

package io.github.togetherspring.internal.exchange;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * The format of a response by its first bytes, whatever its content type says.
 */
enum ResponseFormat {

	/**
	 * A JSON object.
	 */
	JSON,

	/**
	 * An event stream.
	 */
	EVENTS,

	/**
	 * Neither of these.
	 */
	OTHER;

	private static final List<String> STARTS = List.of("data:", "event:", "error:", "id:", "retry:", ":");

	private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

	private static final int MAX_LENGTH = 16;

	/**
	 * Return the format of a response.
	 * @param buffer its first bytes that are not blank, or {@code null} if there are none
	 * @return the format
	 */
	static ResponseFormat of(@Nullable DataBuffer buffer) {
		int start = (buffer != null) ? firstNonBlank(buffer) : -1;
		if (buffer == null || start < 0) {
			return OTHER;
		}
		String text = text(buffer, start);
		if (text.startsWith(BYTE_ORDER_MARK)) {
			text = text.substring(BYTE_ORDER_MARK.length());
		}
		if (text.startsWith("{")) {
			return JSON;
		}
		String beginning = text;
		// There may be fewer bytes than the field name has.
		boolean events = STARTS.stream()
			.anyMatch((field) -> beginning.startsWith(field) || field.startsWith(beginning));
		return events ? EVENTS : OTHER;
	}

	static boolean isBlank(DataBuffer buffer) {
		return firstNonBlank(buffer) < 0;
	}

	private static int firstNonBlank(DataBuffer buffer) {
		return buffer.indexOf((character) -> character > ' ' || character < 0, buffer.readPosition());
	}

	private static String text(DataBuffer buffer, int start) {
		int length = Math.min(buffer.writePosition() - start, MAX_LENGTH);
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = buffer.getByte(start + i);
		}
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

}
