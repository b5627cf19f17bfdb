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
 * An event of an event stream. Its data lie in a buffer that is soon used again.
 *
 * @param type the value of its {@code event} field, mostly empty
 * @param source where its data come from
 * @param buffer where its data are, in UTF-8
 * @param from where they begin
 * @param length how many bytes they have
 */
public record StreamEvent(String type, Source source, byte[] buffer, int from, int length) {

	public boolean isDone() {
		return !isObject() && text().trim().equals("[DONE]");
	}

	public boolean isBlank() {
		return !isObject() && text().isBlank();
	}

	// Nearly all events are, and need no closer look.
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
	 * What the data of an event were in.
	 */
	public enum Source {

		/**
		 * The {@code data} fields.
		 */
		DATA,

		/**
		 * The {@code error} fields, which no standard has and some servers send.
		 */
		ERROR,

		/**
		 * Lines that are no fields at all.
		 */
		UNFRAMED

	}

}
