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

package io.github.togetherspring.batch.remote;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;

/**
 * Observes partitions, so that the calls of workers belong to the trace of the job.
 */
final class PartitionObservations {

	private static final String OFFER = "together.batch.partitions.offer";

	private static final String RUN = "together.batch.partition";

	private static final String OUTCOME_TAG = "together.batch.outcome";

	private static final String STEP_TAG = "together.batch.step";

	private final ObservationRegistry registry;

	PartitionObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Offer partitions as part of the current trace.
	 * @param stepName the name of the step
	 * @param offer offers them, with the headers that continue the trace
	 */
	void offer(String stepName, Consumer<Map<String, String>> offer) {
		Map<String, String> headers = new HashMap<>();
		SenderContext<Map<String, String>> context = new SenderContext<>(
				(carrier, name, value) -> headers.put(name, value));
		context.setCarrier(headers);
		Observation.createNotStarted(OFFER, () -> context, this.registry)
			.contextualName("offer " + stepName)
			.lowCardinalityKeyValue(STEP_TAG, stepName)
			.observe(() -> offer.accept(headers));
	}

	/**
	 * Run a partition as part of the trace of its manager.
	 * @param claim the claim on the partition
	 * @param run runs it
	 * @return how it ended
	 */
	PartitionOutcome run(PartitionClaim claim, Supplier<PartitionOutcome> run) {
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>((carrier, name) -> carrier.get(name));
		context.setCarrier(claim.trace());
		Observation observation = Observation.createNotStarted(RUN, () -> context, this.registry)
			.contextualName("partition of " + claim.stepName())
			.lowCardinalityKeyValue(STEP_TAG, claim.stepName())
			.lowCardinalityKeyValue(OUTCOME_TAG, PartitionOutcome.LOST.tag());
		return observation.observe(() -> {
			PartitionOutcome outcome = run.get();
			observation.lowCardinalityKeyValue(OUTCOME_TAG, outcome.tag());
			return outcome;
		});
	}

}
