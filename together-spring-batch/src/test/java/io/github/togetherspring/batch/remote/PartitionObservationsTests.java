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

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.batch.FakeCompletions;
import io.github.togetherspring.testsupport.PostgresServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PartitionObservations}, with headers as a tracer sends and receives
 * them.
 */
@Timeout(120)
class PartitionObservationsTests {

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final Set<String> traces = ConcurrentHashMap.newKeySet();

	private final FakeCompletions completions = new FakeCompletions((prompt) -> {
		this.traces.add(traceOf(this.registry.getCurrentObservation()));
		return Mono.just(FakeCompletions.response(prompt));
	});

	PartitionObservationsTests() {
		this.registry.observationConfig()
			.observationHandler(new Sender())
			.observationHandler((ObservationHandler<Observation.Context>) (context) -> true);
	}

	@Test
	void callsBelongToTheTraceOfTheManager() throws Exception {
		try (PostgresServer postgres = PostgresServer.start();
				PartitionedJob job = new PartitionedJob(postgres);
				TestWorker worker = new TestWorker("a", job, this.completions, PartitionSettings.defaults(),
						(builder) -> builder.observationRegistry(this.registry))) {
			new PartitionObservations(this.registry).offer("complete", (headers) -> job.offer(2, 20, headers));
			worker.observe(this.registry);
			worker.start();
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> job.counts().ended() == 2);
		}
		assertThat(this.traces).containsExactly("trace of the job");
	}

	private static String traceOf(ObservationView observation) {
		for (ObservationView view = observation; view != null;) {
			if (view.getContextView() instanceof ReceiverContext<?> context) {
				return ((Map<?, ?>) context.getCarrier()).get("traceparent").toString();
			}
			view = view.getContextView().getParentObservation();
		}
		return "none";
	}

	/**
	 * Sends the trace as a tracer does.
	 */
	private static final class Sender implements ObservationHandler<SenderContext<Object>> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof SenderContext;
		}

		@Override
		public void onStart(SenderContext<Object> context) {
			context.getSetter().set(context.getCarrier(), "traceparent", "trace of the job");
		}

	}

}
