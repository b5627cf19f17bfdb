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

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The budget for the retries of all calls of a client. Without failures it is full. In an
 * outage it is exhausted, and calls fail immediately until some succeed again.
 */
public final class RetryBudget {

	private final int size;

	private final AtomicInteger tokens;

	public RetryBudget(int size) {
		this.size = size;
		this.tokens = new AtomicInteger(size);
	}

	public boolean spend(int cost) {
		int before = this.tokens.getAndUpdate((tokens) -> (tokens >= cost) ? tokens - cost : tokens);
		return before >= cost;
	}

	public void giveBack(int amount) {
		this.tokens.updateAndGet((tokens) -> Math.min(this.size, tokens + amount));
	}

	public int tokens() {
		return this.tokens.get();
	}

}
