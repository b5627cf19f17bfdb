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

package io.github.togetherspring.simulator.script;

/**
 * Fault of a {@link SimulatedResponse}, for the simulator itself.
 *
 * @param kind what fails
 * @param afterChunks the number of chunks of the body that are sent first, or
 * {@value #BEFORE_HEADERS} if not even the headers are sent
 */
public record Fault(Kind kind, int afterChunks) {

	private static final int BEFORE_HEADERS = -1;

	static Fault beforeHeaders(Kind kind) {
		return new Fault(kind, BEFORE_HEADERS);
	}

	static Fault after(int chunks, Kind kind) {
		if (chunks < 0) {
			throw new IllegalArgumentException("The number of chunks must not be negative: " + chunks);
		}
		return new Fault(kind, chunks);
	}

	/**
	 * Return whether nothing is sent at all.
	 * @return {@code true} if the response fails before its headers
	 */
	public boolean isBeforeHeaders() {
		return this.afterChunks == BEFORE_HEADERS;
	}

	/**
	 * Kinds of faults.
	 */
	public enum Kind {

		/** Nothing more is sent, and the connection stays open. */
		STALL,

		/** The connection is closed in order (FIN). */
		CLOSE,

		/** The connection is reset (RST). */
		RESET

	}

}
