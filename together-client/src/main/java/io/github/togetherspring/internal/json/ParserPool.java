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
 * Keeps one parser for each thread that reads events, whichever stream they belong to:
 * with one for each stream, a thousand slow streams would find theirs in no processor
 * cache. Threads whose places are the same only lose a parser now and then.
 */
final class ParserPool {

	private static final int PLACES = 64;

	// As many references as a cache line has: threads do not get into each other's way.
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
