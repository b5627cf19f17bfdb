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

package io.github.togetherspring.benchmarks.client;

import java.util.concurrent.CompletableFuture;

/**
 * A client under measurement, with retries switched off.
 */
interface Contender {

	/**
	 * The prompt of all calls.
	 */
	String PROMPT = "Once upon a time in a magical forest,";

	/**
	 * The model of all calls.
	 */
	String MODEL = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

	/**
	 * How much to generate in all calls.
	 */
	int MAX_TOKENS = 200;

	/**
	 * Makes a streaming call and hands each text over.
	 * @param tally what looks at the texts
	 * @return the end of the stream
	 */
	CompletableFuture<Void> stream(Tally tally);

	/**
	 * Makes a call and waits for the answer.
	 * @return how long the text is
	 */
	int create();

	/**
	 * Makes many calls, some at a time. Only a client that has such a thing does this.
	 * @param count how many
	 * @param concurrency how many at a time
	 */
	default void bulk(int count, int concurrency) {
		throw new UnsupportedOperationException();
	}

}
