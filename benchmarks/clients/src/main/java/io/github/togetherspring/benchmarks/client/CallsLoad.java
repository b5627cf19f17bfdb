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

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Some threads that make calls one after the other.
 */
class CallsLoad implements TaskRunner.Load {

	private static final int CALLS_OF_A_THREAD = 50;

	private final ExecutorService threads;

	private final List<Callable<Integer>> work;

	CallsLoad(Contender client, Task task) {
		this.threads = Executors.newFixedThreadPool(task.parallel(), (runnable) -> {
			Thread thread = new Thread(runnable, "caller");
			thread.setDaemon(true);
			return thread;
		});
		this.work = Collections.nCopies(task.parallel(), () -> calls(client));
	}

	private static int calls(Contender client) {
		for (int i = 0; i < CALLS_OF_A_THREAD; i++) {
			if (client.create() == 0) {
				throw new IllegalStateException("No text");
			}
		}
		return CALLS_OF_A_THREAD;
	}

	@Override
	public long once() throws Exception {
		long calls = 0;
		for (Future<Integer> result : this.threads.invokeAll(this.work)) {
			calls += result.get();
		}
		return calls;
	}

}
