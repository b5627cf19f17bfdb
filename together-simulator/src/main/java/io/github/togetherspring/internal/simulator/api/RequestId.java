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

package io.github.togetherspring.internal.simulator.api;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * A request id, of which the last part is also the id of the service's front end.
 *
 * @param prefix the first part
 * @param trace the last part
 */
record RequestId(String prefix, String trace) {

	private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	static RequestId next() {
		return new RequestId("o" + letters(6) + "-" + letters(6),
				"%016x".formatted(ThreadLocalRandom.current().nextLong()));
	}

	private static String letters(int count) {
		return ThreadLocalRandom.current()
			.ints(count, 0, LETTERS.length())
			.mapToObj((index) -> String.valueOf(LETTERS.charAt(index)))
			.collect(Collectors.joining());
	}

	String value() {
		return this.prefix + "-" + this.trace;
	}

	String ray() {
		return this.trace + "-SIM";
	}

}
