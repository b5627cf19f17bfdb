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

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.observation.CompletionsObservationDocumentation.Events;
import io.micrometer.observation.Observation;

/**
 * The observation of one call, which the client updates as the call progresses.
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
	 * Return the observation that is the parent of the call's requests.
	 * @return the observation
	 */
	public Observation observation() {
		return this.observation;
	}

	/**
	 * Record that a request is sent.
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
	 * Record that an attempt failed and is retried.
	 * @param error why it failed
	 */
	public void retry(Throwable error) {
		report(CallEvent.of(Events.RETRY, error));
	}

	/**
	 * Record that an attempt of the call starts, for which it has waited because of the
	 * client's pacing.
	 * @param priority the priority of the call
	 * @param waitedNanos how long it has waited, in nanoseconds
	 */
	public void paced(CallPriority priority, long waitedNanos) {
		this.context.paced(priority, waitedNanos);
	}

	/**
	 * Record that an attempt of the call starts, for which it has waited because of the
	 * client's quotas.
	 * @param priority the priority of the call
	 * @param waitedNanos how long it has waited, in nanoseconds
	 */
	public void permitted(CallPriority priority, long waitedNanos) {
		this.context.permitted(priority, waitedNanos);
	}

	/**
	 * Record that the client sends attempts at a lower rate because one of this call was
	 * refused.
	 * @param refusal the error of the attempt
	 */
	public void slowedDown(Throwable refusal) {
		report(CallEvent.of(Events.PACING_DECREASE, refusal));
	}

	/**
	 * Record that the client sends no attempts for a while because the service has asked
	 * for it.
	 * @param refusal the error of the attempt
	 */
	public void coolingDown(Throwable refusal) {
		report(CallEvent.of(Events.PACING_COOL_DOWN, refusal));
	}

	private void report(CallEvent event) {
		try {
			this.observation.event(event);
		}
		catch (RuntimeException | Error ex) {
			this.errors.report(ex);
		}
	}

	/**
	 * Record that the call starts or stops waiting for a permit.
	 * @param waiting whether it waits
	 */
	public void waiting(boolean waiting) {
		this.context.waiting(waiting);
	}

	/**
	 * Record the response.
	 * @param response the response
	 */
	public void received(CompletionResponse response) {
		this.context.received(response);
	}

	/**
	 * Record a chunk of the response.
	 * @param chunk the piece
	 */
	public void received(CompletionChunk chunk) {
		try {
			this.context.received(chunk);
		}
		catch (RuntimeException | Error ex) {
			this.errors.report(ex);
		}
	}

	/**
	 * Record that the call succeeded.
	 */
	public void completed() {
		if (this.ended.compareAndSet(false, true)) {
			this.context.completed();
			stop();
		}
	}

	/**
	 * Record that the call failed.
	 * @param error the error
	 */
	public void failed(Throwable error) {
		if (this.ended.compareAndSet(false, true)) {
			this.context.failed(ErrorTypes.of(error));
			try {
				this.observation.error(this.context.isContentIncluded() ? error : ErrorTypes.withoutContent(error));
			}
			catch (RuntimeException | Error ex) {
				this.errors.report(ex);
			}
			stop();
		}
	}

	/**
	 * Record that the caller cancelled the call.
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
		catch (RuntimeException | Error ex) {
			this.errors.report(ex);
		}
	}

}
