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

package io.github.togetherspring.internal.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.completions.ClientStoppedException;
import org.jspecify.annotations.Nullable;

/**
 * Admits calls until the application shuts down, and tracks the active ones.
 */
public final class ShutdownGate {

	private final Set<Interruptible> inside = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	private volatile @Nullable Runnable whenEmpty;

	/**
	 * Create an open gate.
	 */
	public ShutdownGate() {
	}

	/**
	 * Admit calls again.
	 */
	public void open() {
		this.whenEmpty = null;
		this.closed = false;
	}

	/**
	 * Reject all further calls with a {@link ClientStoppedException}.
	 * @param whenEmpty called when there is no active call, possibly immediately and more
	 * than once
	 */
	public void close(Runnable whenEmpty) {
		this.whenEmpty = whenEmpty;
		this.closed = true;
		reportIfEmpty();
	}

	/**
	 * End the active calls with a {@link ClientStoppedException}.
	 */
	public void endCalls() {
		this.inside.forEach((call) -> call
			.interrupt(new ClientStoppedException("The application shut down before the call ended", true)));
	}

	/**
	 * Admit a call.
	 * @param call the call
	 * @return {@code null}, or the error if the gate is closed
	 */
	public @Nullable ClientStoppedException enter(Interruptible call) {
		if (!this.closed) {
			this.inside.add(call);
			return null;
		}
		return new ClientStoppedException("The application is shutting down: no new calls are made");
	}

	public void leave(Interruptible call) {
		this.inside.remove(call);
		reportIfEmpty();
	}

	private void reportIfEmpty() {
		Runnable listener = this.whenEmpty;
		if (this.closed && listener != null && this.inside.isEmpty()) {
			listener.run();
		}
	}

	/**
	 * A call that can be ended by the gate.
	 */
	public interface Interruptible {

		/**
		 * End the call with an error. Nothing happens if it has ended.
		 * @param error the error
		 */
		void interrupt(Throwable error);

	}

}
