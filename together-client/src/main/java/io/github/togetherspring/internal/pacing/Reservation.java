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

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one attempt: a request and the estimated tokens, reserved before the
 * attempt and settled after it. Its state is guarded by its {@link QuotaGate}.
 */
public final class Reservation extends Waiter<Reservation> {

	/**
	 * How far an attempt has come.
	 */
	enum State {

		NEW, WAITING, GRANTED, SENT, ENDED

	}

	private static final TokenEstimate NO_TOKENS = new TokenEstimate(0, 0);

	private final QuotaGate gate;

	private final QuotaCall call;

	final TokenEstimate estimate;

	private final boolean needsTokens;

	State state = State.NEW;

	long asked;

	long granted;

	// Written by the thread of the response, and read by one that cancels.
	private volatile int chunks;

	private volatile @Nullable Usage usage;

	Reservation(QuotaGate gate, QuotaCall call, @Nullable TokenEstimate estimate, Runnable attempt) {
		super(call.priority(), attempt);
		this.gate = gate;
		this.call = call;
		this.needsTokens = estimate != null;
		this.estimate = (estimate != null) ? estimate : NO_TOKENS;
	}

	@Override
	void enter() {
		this.gate.enter(this);
	}

	@Override
	boolean starts() {
		if (!this.gate.isGranted(this)) {
			return false;
		}
		this.call.permitted(this);
		return true;
	}

	/**
	 * Record that the request of the attempt is sent. An attempt that ends before that
	 * uses nothing.
	 */
	public void sent() {
		this.gate.sent(this);
	}

	/**
	 * Return how long the attempt has waited for its permits.
	 * @return the nanoseconds
	 */
	public long waitedNanos() {
		return this.granted - this.asked;
	}

	@Override
	void completed() {
		this.gate.completed(this);
	}

	@Override
	void failed(Throwable error) {
		this.gate.failed(this, error);
	}

	@Override
	void cancelled() {
		this.gate.cancelled(this);
	}

	@Override
	void received(Object result) {
		if (!this.needsTokens) {
			return;
		}
		if (result instanceof CompletionChunk chunk) {
			this.chunks = this.chunks + 1;
			Usage sent = chunk.usage();
			this.usage = (sent != null) ? sent : this.usage;
		}
		else if (result instanceof CompletionResponse response) {
			this.usage = response.usage();
		}
	}

	/**
	 * Return how many tokens a complete response has used.
	 * @return the number that the service reports, or else the estimate
	 */
	long usedIfComplete() {
		Usage reported = this.usage;
		long used = (reported != null)
				? Math.max(reported.totalTokens(), (long) reported.promptTokens() + reported.completionTokens()) : 0;
		return (used > 0) ? used : this.estimate.total();
	}

	/**
	 * Return how many tokens an incomplete response has used. A chunk has at least one
	 * token. Without streaming, the service may have generated the whole response.
	 * @return the number of tokens
	 */
	long usedIfIncomplete() {
		boolean isKnown = this.usage != null || this.chunks == 0;
		return isKnown ? usedIfComplete() : Math.min(this.estimate.prompt() + this.chunks, this.estimate.total());
	}

}
