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
import java.util.Arrays;

/**
 * An event of an event stream. Its data is only valid until the next read.
 *
 * @param type the value of its {@code event} field, usually empty
 * @param source the origin of its data
 * @param buffer the buffer with its data, in UTF-8
 * @param from the offset of the data
 * @param length the length of the data
 */
public record StreamEvent(String type, Source source, byte[] buffer, int from, int length) {

	public boolean isDone() {
		return !isObject() && text().trim().equals("[DONE]");
	}

	public boolean isBlank() {
		return !isObject() && text().isBlank();
	}

	// True for nearly all events, so that no further check is needed.
	private boolean isObject() {
		return this.length > 0 && this.buffer[this.from] == '{';
	}

	public boolean isError() {
		return "error".equals(this.type);
	}

	public boolean isMessage() {
		return this.type.isEmpty() || "message".equals(this.type);
	}

	public byte[] data() {
		return Arrays.copyOfRange(this.buffer, this.from, this.from + this.length);
	}

	public String text() {
		return new String(this.buffer, this.from, this.length, StandardCharsets.UTF_8);
	}

	/**
	 * The origin of an event's data.
	 */
	public enum Source {

		/**
		 * The {@code data} fields.
		 */
		DATA,

		/**
		 * The {@code error} fields, which are not in the standard, but sent by some
		 * servers.
		 */
		ERROR,

		/**
		 * Lines that are not fields.
		 */
		UNFRAMED

	}

}
