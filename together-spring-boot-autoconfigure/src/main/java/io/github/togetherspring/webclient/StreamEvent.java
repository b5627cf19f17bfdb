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

package io.github.togetherspring.webclient;

import java.nio.charset.StandardCharsets;

/**
 * An event of an event stream.
 *
 * @param type the value of its {@code event} field, mostly empty
 * @param data its data, in UTF-8
 */
record StreamEvent(String type, byte[] data) {

	private static final String DONE = "[DONE]";

	boolean isDone() {
		return this.data.length < 16 && DONE.equals(new String(this.data, StandardCharsets.UTF_8).trim());
	}

	boolean isBlank() {
		return this.data.length < 16 && new String(this.data, StandardCharsets.UTF_8).isBlank();
	}

	boolean isError() {
		return "error".equals(this.type);
	}

}
