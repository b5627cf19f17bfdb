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

package io.github.togetherspring.internal.client;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.internal.call.Call;
import io.github.togetherspring.internal.call.CallLifecycle;
import io.github.togetherspring.internal.call.ConcurrencyLimit;
import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.internal.call.RecentCallsTracker;
import io.github.togetherspring.internal.call.Retries;
import io.github.togetherspring.internal.call.RetryBudget;
import io.github.togetherspring.internal.call.RetryDecider;
import io.github.togetherspring.internal.call.ShutdownGate;
import io.github.togetherspring.internal.pacing.Pacer;
import io.github.togetherspring.reactivestreams.OperatorRules;
import io.github.togetherspring.reactivestreams.ReactiveStreamsRules;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Tests that calls follow the rules of Reactive Streams.
 */
class CallRulesTests {

	private static final Map<String, String> NEVER_EMPTY = Map
		.of("optional_spec105_emptyStreamMustTerminateBySignallingOnComplete", "A stream without a chunk is an error");

	private final Retries retries = new Retries(new RetryDecider(RetrySettings.none(), () -> 1),
			new RetryBudget(RetrySettings.none().budget()), Schedulers::parallel);

	@TestFactory
	Stream<DynamicNode> callLifecycle() {
		CallLifecycle lifecycle = new CallLifecycle(new ShutdownGate(),
				new Deadlines(Schedulers::parallel, Schedulers::boundedElastic),
				new RecentCallsTracker(Clock.systemUTC()), this.retries);
		return rules((attempts, call) -> lifecycle.follow(attempts, call, (observation, result) -> {
		}));
	}

	@TestFactory
	Stream<DynamicNode> retries() {
		return rules(this.retries::repeat);
	}

	@TestFactory
	Stream<DynamicNode> pacer() {
		Pacer pacer = new Pacer(PacingSettings.builder().initialRate(10_000.0).build(), Duration.ofSeconds(30),
				Schedulers::parallel);
		return rules(pacer::pace);
	}

	@TestFactory
	Stream<DynamicNode> concurrencyLimit() {
		return rules(new ConcurrencyLimit(1000)::await);
	}

	private static Stream<DynamicNode> rules(BiFunction<Flux<Long>, Call, Flux<Long>> operator) {
		return new OperatorRules<Long, Long>() {

			@Override
			protected Flux<Long> source(long items) {
				return Flux.fromStream(() -> LongStream.range(0, items).boxed());
			}

			@Override
			protected Long sourceItem() {
				return 0L;
			}

			@Override
			protected Flux<Long> apply(Flux<Long> source) {
				return Flux.defer(() -> operator.apply(source,
						new Call(CallStyle.request(), CallOptions.none(), 1, Duration.ofMinutes(1), null)));
			}

		}.tests(Map.of());
	}

	@TestFactory
	Stream<DynamicTest> blockingStream() {
		return ReactiveStreamsRules
			.of(new SubscriberBlackboxVerification<CompletionChunk>(ReactiveStreamsRules.environment()) {

				@Override
				public Subscriber<CompletionChunk> createSubscriber() {
					return new BlockingCompletionStream();
				}

				@Override
				public CompletionChunk createElement(int element) {
					return CompletionChunk.of(Map.of("choices", element));
				}

			});
	}

	/**
	 * All that the client puts around a response whose bytes come in its own time.
	 */
	@TestFactory
	Stream<DynamicTest> streamOfTheClient() {
		return ReactiveStreamsRules.of(new PublisherVerification<CompletionChunk>(ReactiveStreamsRules.environment()) {

			@Override
			public Publisher<CompletionChunk> createPublisher(long chunks) {
				return client(events(chunks).publishOn(Schedulers.parallel())).stream(CallStyle.request());
			}

			@Override
			public Publisher<CompletionChunk> createFailedPublisher() {
				return client(Flux.error(new IllegalStateException("of the test"))).stream(CallStyle.request());
			}

		}, NEVER_EMPTY);
	}

	private static CompletionsClient client(Flux<DataBuffer> body) {
		ClientResponse response = ClientResponse.create(HttpStatus.OK)
			.header(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_EVENT_STREAM_VALUE)
			.body(body)
			.build();
		return CompletionsClients.builder(WebClient.builder().filter((request, next) -> Mono.just(response)))
			.apiKey("key")
			.baseUrl("http://localhost")
			.totalTimeout(Duration.ofMinutes(1))
			.maxConcurrentRequests(100)
			.build();
	}

	private static Flux<DataBuffer> events(long chunks) {
		return Flux.generate(() -> chunks, (left, sink) -> {
			if (left == 0) {
				sink.next(buffer("data: [DONE]\n\n"));
				sink.complete();
				return left;
			}
			sink.next(buffer(Fault.event("a")));
			return left - 1;
		});
	}

	private static DataBuffer buffer(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

}
