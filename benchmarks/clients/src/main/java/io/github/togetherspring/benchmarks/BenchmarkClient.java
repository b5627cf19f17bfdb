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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A client to measure, with retries switched off.
 */
interface BenchmarkClient {

	String PROMPT = "Once upon a time in a magical forest,";

	String MODEL = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

	int MAX_TOKENS = 200;

	/**
	 * The connections that a client may have where its default is fewer than there are
	 * streams.
	 */
	int MAX_CONNECTIONS = 5000;

	/**
	 * Threads for streams that are read by blocking.
	 */
	ExecutorService READERS = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "reader");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Make a streaming call and pass on each text.
	 * @param tally what reads the texts
	 * @return the end of the stream
	 */
	CompletableFuture<Void> stream(Tally tally);

	/**
	 * Make a call and wait for the response.
	 * @return the length of its text
	 */
	int create();

	/**
	 * Make many calls, some at a time.
	 * @param count the number of calls
	 * @param concurrency the number of calls at a time
	 * @param ordered whether results are in the order of the calls
	 */
	default void bulk(int count, int concurrency, boolean ordered) {
		throw new UnsupportedOperationException();
	}

}
