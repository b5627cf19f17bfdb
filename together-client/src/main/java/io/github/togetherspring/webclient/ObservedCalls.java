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

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.observation.ClientObservations;
import io.github.togetherspring.observation.CompletionsObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Signal;
import reactor.util.context.ContextView;

/**
 * Observes calls as a whole, around all of their attempts. The attempts find the
 * observation in the Reactor context.
 */
final class ObservedCalls {

	private static final String OBSERVATION = ObservationThreadLocalAccessor.KEY;

	private final ClientObservations observations;

	private final CompletionRequest defaults;

	ObservedCalls(ClientObservations observations, CompletionRequest defaults) {
		this.observations = observations;
		this.defaults = defaults;
	}

	/**
	 * Returns a call that is observed for each subscription, until it has completed,
	 * failed or been cancelled, and before its reader hears of that.
	 * @param <T> the kind of result
	 * @param call the call
	 * @param request what is asked for
	 * @param stream whether the answer is streamed to the caller
	 * @param received tells the observation of a result
	 * @return the observed call
	 */
	<T> Flux<T> observe(Flux<T> call, CompletionRequest request, boolean stream,
			BiConsumer<CompletionsObservation, T> received) {
		if (this.observations.isNoop()) {
			return call;
		}
		return Flux.deferContextual((context) -> {
			CompletionsObservation observation = this.observations.start(request.withDefaults(this.defaults), stream,
					context.getOrDefault(OBSERVATION, null));
			if (observation == null) {
				return call;
			}
			return call.doOnEach((signal) -> hear(signal, observation, received))
				.doOnCancel(observation::cancelled)
				.contextWrite((inner) -> inner.put(OBSERVATION, observation.observation())
					.put(CompletionsObservation.class, observation));
		});
	}

	private static <T> void hear(Signal<T> signal, CompletionsObservation observation,
			BiConsumer<CompletionsObservation, T> received) {
		T result = signal.get();
		Throwable error = signal.getThrowable();
		if (result != null) {
			received.accept(observation, result);
		}
		else if (error != null) {
			observation.failed(error);
		}
		else if (signal.isOnComplete()) {
			observation.completed();
		}
	}

	/**
	 * Returns calls that are part of what is observed on the thread that subscribes to
	 * them, whatever threads they are made on.
	 * @param <T> the kind of result
	 * @param calls the calls
	 * @return the calls
	 */
	<T> Flux<T> withCaller(Flux<T> calls) {
		if (this.observations.isNoop()) {
			return calls;
		}
		return Flux.deferContextual((context) -> {
			Observation current = context.hasKey(OBSERVATION) ? null : this.observations.current();
			return (current != null) ? calls.contextWrite((inner) -> inner.put(OBSERVATION, current)) : calls;
		});
	}

	/**
	 * Returns an attempt that is subscribed to as a part of its call: what is started
	 * with it belongs to the call, and not to what is being observed on this thread.
	 * @param <T> the kind of result
	 * @param attempt the attempt
	 * @param caller the Reactor context
	 * @return the attempt
	 */
	static <T> Flux<T> inScope(Flux<T> attempt, ContextView caller) {
		CompletionsObservation observation = caller.getOrDefault(CompletionsObservation.class, null);
		return (observation != null)
				? Flux.from((subscriber) -> observation.observation().scoped(() -> attempt.subscribe(subscriber)))
				: attempt;
	}

	static <T> Mono<T> inScope(Mono<T> attempt, ContextView caller) {
		CompletionsObservation observation = caller.getOrDefault(CompletionsObservation.class, null);
		return (observation != null) ? new ScopedMono<>(attempt, observation.observation()) : attempt;
	}

	static void tell(ContextView context, Consumer<CompletionsObservation> message) {
		CompletionsObservation observation = context.getOrDefault(CompletionsObservation.class, null);
		if (observation != null) {
			message.accept(observation);
		}
	}

	/**
	 * Is subscribed to in an observation's scope.
	 *
	 * @param <T> the kind of result
	 */
	private static final class ScopedMono<T> extends MonoOperator<T, T> {

		private final Observation observation;

		ScopedMono(Mono<T> source, Observation observation) {
			super(source);
			this.observation = observation;
		}

		@Override
		public void subscribe(CoreSubscriber<? super T> actual) {
			this.observation.scoped(() -> this.source.subscribe(actual));
		}

	}

}
