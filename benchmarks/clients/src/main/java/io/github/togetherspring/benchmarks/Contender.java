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

package io.github.togetherspring.benchmarks;

import java.util.function.Function;

/**
 * The clients that are measured.
 */
enum Contender {

	FLOOR("Reactor Netty, bytes only", FloorClient::new),

	STREAM("this client, `stream`, `create`", (baseUrl) -> new TogetherClient(baseUrl, false)),

	OPEN_STREAM("this client, `openStream`", (baseUrl) -> new TogetherClient(baseUrl, true)),

	BEFORE_STREAM("before, `stream`, `create`", (baseUrl) -> new TogetherClient(baseUrl, false)),

	BEFORE_OPEN_STREAM("before, `openStream`", (baseUrl) -> new TogetherClient(baseUrl, true)),

	BY_HAND("`WebClient` by hand", (baseUrl) -> new WebClientClient(baseUrl, false)),

	BY_HAND_BLOCKING("`WebClient` by hand, `toStream`", (baseUrl) -> new WebClientClient(baseUrl, true)),

	OPENAI_JAVA("openai-java", OpenAiJavaClient::new);

	private final String title;

	private final Function<String, BenchmarkClient> factory;

	Contender(String title, Function<String, BenchmarkClient> factory) {
		this.title = title;
		this.factory = factory;
	}

	String title() {
		return this.title;
	}

	BenchmarkClient open(String baseUrl) {
		return this.factory.apply(baseUrl);
	}

	boolean isBefore() {
		return this == BEFORE_STREAM || this == BEFORE_OPEN_STREAM;
	}

	/**
	 * Return whether this differs from another contender only in how streams are read.
	 * @return whether it does
	 */
	boolean isForStreamsOnly() {
		return this == OPEN_STREAM || this == BEFORE_OPEN_STREAM || this == BY_HAND_BLOCKING;
	}

	/**
	 * Return the client that this one is compared with: the one by hand that reads in the
	 * same way.
	 * @return that client
	 */
	Contender byHand() {
		return (isForStreamsOnly() || this == OPENAI_JAVA) ? BY_HAND_BLOCKING : BY_HAND;
	}

	/**
	 * Return the same client of the earlier version, or this one.
	 * @return that client
	 */
	Contender before() {
		return switch (this) {
			case STREAM -> BEFORE_STREAM;
			case OPEN_STREAM -> BEFORE_OPEN_STREAM;
			default -> this;
		};
	}

}
