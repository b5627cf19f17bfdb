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

package io.github.togetherspring.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with an answer, and when.
 *
 * @param kind what goes wrong, or {@code null} when nothing does
 * @param after how many chunks of the body are sent before
 */
record Fault(@Nullable Kind kind, int after) {

	static final Fault NONE = new Fault(null, 0);

	static final int BEFORE_HEADERS = -1;

	static Fault after(int chunks, Kind kind) {
		if (chunks < 0) {
			throw new IllegalArgumentException("The number of chunks must not be negative: " + chunks);
		}
		return new Fault(kind, chunks);
	}

	boolean isBeforeHeaders() {
		return this.kind != null && this.after == BEFORE_HEADERS;
	}

	/**
	 * What can go wrong.
	 */
	enum Kind {

		/** Nothing more is sent, and the connection stays open. */
		STALL,

		/** The connection is closed in order (FIN). */
		CLOSE,

		/** The connection is broken off (RST). */
		RESET

	}

}
