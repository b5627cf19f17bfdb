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

package io.github.togetherspring.observation;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.micrometer.observation.Observation;

/**
 * The observation of one call, which hears from the client how the call goes.
 */
public final class CompletionsObservation {

	private final Observation observation;

	private final CompletionsObservationContext context;

	private final ObservationErrors errors;

	private final AtomicBoolean ended = new AtomicBoolean();

	CompletionsObservation(Observation observation, CompletionsObservationContext context, ObservationErrors errors) {
		this.observation = observation;
		this.context = context;
		this.errors = errors;
	}

	/**
	 * Returns the observation that parts of the call are children of.
	 * @return the observation
	 */
	public Observation observation() {
		return this.observation;
	}

	/**
	 * A request is sent.
	 * @param headers takes the headers that tell the server which trace the call belongs
	 * to
	 */
	public void attempt(BiConsumer<String, String> headers) {
		this.context.attempt();
		Map<String, String> carrier = this.context.getCarrier();
		if (carrier != null) {
			carrier.forEach(headers);
		}
	}

	/**
	 * An attempt failed and is followed by another.
	 * @param error why it failed
	 */
	public void retry(Throwable error) {
		try {
			this.observation.event(new RetryEvent(ErrorTypes.of(error)));
		}
		catch (RuntimeException ex) {
			this.errors.report(ex);
		}
	}

	/**
	 * The call begins or ends to wait for its turn.
	 * @param waiting whether it waits
	 */
	public void waiting(boolean waiting) {
		this.context.waiting(waiting);
	}

	/**
	 * The answer came.
	 * @param response the answer
	 */
	public void received(CompletionResponse response) {
		this.context.received(response);
	}

	/**
	 * A piece of the answer came.
	 * @param chunk the piece
	 */
	public void received(CompletionChunk chunk) {
		try {
			this.context.received(chunk);
		}
		catch (RuntimeException ex) {
			this.errors.report(ex);
		}
	}

	/**
	 * The call ended well.
	 */
	public void completed() {
		if (this.ended.compareAndSet(false, true)) {
			this.context.completed();
			stop();
		}
	}

	/**
	 * The call failed.
	 * @param error the error
	 */
	public void failed(Throwable error) {
		if (this.ended.compareAndSet(false, true)) {
			this.context.failed(ErrorTypes.of(error));
			try {
				this.observation.error(this.context.isContentIncluded() ? error : ErrorTypes.withoutContent(error));
			}
			catch (RuntimeException ex) {
				this.errors.report(ex);
			}
			stop();
		}
	}

	/**
	 * The caller gave the call up.
	 */
	public void cancelled() {
		if (this.ended.compareAndSet(false, true)) {
			this.context.cancelled();
			stop();
		}
	}

	private void stop() {
		try {
			this.observation.stop();
		}
		catch (RuntimeException ex) {
			this.errors.report(ex);
		}
	}

}
