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

package io.github.togetherspring.internal.pacing;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A task that runs once. If it is cancelled while it is being scheduled, it may run
 * nevertheless, so its owner must check whether it is current.
 */
final class Alarm {

	private final long delay;

	private final Consumer<Alarm> ring;

	private volatile @Nullable Disposable task;

	Alarm(long delay, Consumer<Alarm> ring) {
		this.delay = delay;
		this.ring = ring;
	}

	void schedule(Scheduler scheduler) {
		this.task = scheduler.schedule(() -> this.ring.accept(this), this.delay, TimeUnit.NANOSECONDS);
	}

	void cancel() {
		Disposable scheduled = this.task;
		if (scheduled != null) {
			scheduled.dispose();
		}
	}

}
