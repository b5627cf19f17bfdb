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

package io.github.togetherspring.reactivestreams;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * An operator whose both sides are to follow the rules of Reactive Streams.
 *
 * @param <T> the type of its input
 * @param <R> the type of its output
 */
public abstract class OperatorRules<T, R> {

	/**
	 * Return a source that the operator makes as many items of as are asked for.
	 */
	protected abstract Flux<T> source(long items);

	protected abstract T sourceItem();

	protected abstract Flux<R> apply(Flux<T> source);

	/**
	 * Return the tests, with a source on the subscriber's thread and with one on another.
	 * @param notApplicable the rules of a publisher that do not apply, with the reason
	 */
	public Stream<DynamicNode> tests(Map<String, String> notApplicable) {
		return Stream.of(
				DynamicContainer.dynamicContainer("publisher",
						ReactiveStreamsRules.of(publisher(Function.identity()), notApplicable)),
				DynamicContainer.dynamicContainer("publisher on another thread",
						ReactiveStreamsRules.of(publisher((source) -> source.publishOn(Schedulers.parallel())),
								notApplicable)),
				DynamicContainer.dynamicContainer("subscriber", ReactiveStreamsRules.of(subscriber())));
	}

	private PublisherVerification<R> publisher(Function<Flux<T>, Flux<T>> thread) {
		return new PublisherVerification<>(ReactiveStreamsRules.environment()) {

			@Override
			public Publisher<R> createPublisher(long items) {
				return apply(thread.apply(source(items)));
			}

			@Override
			public Publisher<R> createFailedPublisher() {
				return apply(Flux.error(new IllegalStateException("of the test")));
			}

		};
	}

	private SubscriberBlackboxVerification<T> subscriber() {
		return new SubscriberBlackboxVerification<>(ReactiveStreamsRules.environment()) {

			@Override
			public Subscriber<T> createSubscriber() {
				AtomicReference<Subscriber<? super T>> created = new AtomicReference<>();
				apply(new Flux<T>() {

					@Override
					public void subscribe(CoreSubscriber<? super T> subscriber) {
						created.set(subscriber);
					}

				}).subscribe(new BaseSubscriber<R>() {

					@Override
					protected void hookOnError(Throwable error) {
					}

				});
				@SuppressWarnings("unchecked")
				Subscriber<T> subscriber = (Subscriber<T>) created.get();
				return subscriber;
			}

			@Override
			public T createElement(int element) {
				return sourceItem();
			}

		};
	}

}
