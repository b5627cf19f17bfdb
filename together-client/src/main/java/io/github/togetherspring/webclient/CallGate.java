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

package io.github.togetherspring.webclient;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.completions.ClientStoppedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * What the calls of an application's clients go through, so that the application can shut
 * down in good order: closed, it lets no new call in and tells when the last one is out.
 */
public final class CallGate {

	private final Set<MonoSink<Throwable>> inside = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	private volatile @Nullable Runnable whenEmpty;

	/**
	 * Creates an open gate.
	 */
	public CallGate() {
	}

	/**
	 * Lets calls in again.
	 */
	public void open() {
		this.whenEmpty = null;
		this.closed = false;
	}

	/**
	 * Lets no call in from now on: they fail with a {@link ClientStoppedException}.
	 * @param whenEmpty called when no call is under way, possibly at once; it may be
	 * called more than once
	 */
	public void close(Runnable whenEmpty) {
		this.whenEmpty = whenEmpty;
		this.closed = true;
		tellIfEmpty();
	}

	/**
	 * Ends the calls under way with a {@link ClientStoppedException}.
	 */
	public void endCalls() {
		this.inside.forEach((call) -> call
			.success(new ClientStoppedException("The application shut down before the call was answered")));
	}

	<T> Flux<T> pass(Flux<T> call) {
		return Flux.defer(() -> this.closed
				? Flux.error(new ClientStoppedException("The application is shutting down: no call is made any more"))
				: Interruption.interrupt(call, Mono.create(this::enter)));
	}

	private void enter(MonoSink<Throwable> call) {
		this.inside.add(call);
		call.onDispose(() -> {
			this.inside.remove(call);
			tellIfEmpty();
		});
	}

	private void tellIfEmpty() {
		Runnable listener = this.whenEmpty;
		if (this.closed && listener != null && this.inside.isEmpty()) {
			listener.run();
		}
	}

}
