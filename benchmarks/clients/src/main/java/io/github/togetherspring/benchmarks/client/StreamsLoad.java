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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Some streams at once, read to their ends.
 */
class StreamsLoad implements TaskRunner.Load {

	private final DelayRecorder delays = new DelayRecorder();

	private final Contender client;

	private final Task task;

	StreamsLoad(Contender client, Task task) {
		this.client = client;
		this.task = task;
	}

	@Override
	public long once() throws Exception {
		List<Tally> tallies = new ArrayList<>();
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		for (int i = 0; i < this.task.parallel(); i++) {
			Tally tally = new Tally(this.delays);
			tallies.add(tally);
			ends.add(this.client.stream(tally));
		}
		CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
		for (Tally tally : tallies) {
			tally.check(this.task.scenario());
		}
		return (long) this.task.parallel() * this.task.scenario().events();
	}

}
