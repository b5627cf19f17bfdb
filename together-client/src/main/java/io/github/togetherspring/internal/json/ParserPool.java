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

package io.github.togetherspring.internal.json;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps one parser per thread that reads events, shared by all streams: with one per
 * stream, the parsers of a thousand slow streams would not fit into the processor cache.
 * Threads that share a slot occasionally have to create a parser.
 */
final class ParserPool {

	private static final int PLACES = 64;

	// The number of references in a cache line, to avoid false sharing between threads.
	private static final int DISTANCE = 16;

	private final AtomicReferenceArray<@Nullable RepeatedParser> parsers = new AtomicReferenceArray<>(
			PLACES * DISTANCE);

	private final JsonMapper mapper;

	ParserPool(JsonMapper mapper) {
		this.mapper = mapper;
	}

	RepeatedParser take() {
		RepeatedParser parser = this.parsers.getAndSet(place(), null);
		return (parser != null) ? parser : new RepeatedParser(this.mapper);
	}

	void giveBack(RepeatedParser parser) {
		if (parser.isWorn()) {
			parser.close();
		}
		else {
			this.parsers.setRelease(place(), parser);
		}
	}

	private static int place() {
		return (int) (Thread.currentThread().getId() % PLACES) * DISTANCE;
	}

}
