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

package io.github.togetherspring.batch;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.github.togetherspring.batch.UnfinishedStepException.Reason;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TokenPrices;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ParseException;
import org.springframework.batch.infrastructure.item.support.ListItemReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link CompletionItemReader} outside a step.
 */
@Timeout(60)
class CompletionItemReaderTests {

	private final Map<String, Sinks.One<CompletionResponse>> pending = new ConcurrentHashMap<>();

	private static CompletionItemReader.Builder<String> reader(FakeCompletions completions, int items) {
		return CompletionItemReader.<String>builder(completions.client())
			.name("prompts")
			.reader(new ListItemReader<>(IntStream.range(0, items).mapToObj(String::valueOf).toList()))
			.request(FakeCompletions::request);
	}

	private static FakeCompletions atOnce() {
		return new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response("to " + prompt)));
	}

	private FakeCompletions whenTold() {
		return new FakeCompletions((prompt) -> sink(prompt).asMono());
	}

	private Sinks.One<CompletionResponse> sink(String prompt) {
		return this.pending.computeIfAbsent(prompt, (key) -> Sinks.one());
	}

	private void respondTo(int... prompts) {
		for (int prompt : prompts) {
			sink(String.valueOf(prompt)).tryEmitValue(FakeCompletions.response("to " + prompt));
		}
	}

	private static FailedResponse status(int status) {
		return FailedResponse.builder(status).message("No").build();
	}

	private static List<CompletedItem<String>> readAll(CompletionItemReader<String> reader) throws Exception {
		List<CompletedItem<String>> items = new ArrayList<>();
		reader.open(new ExecutionContext());
		try {
			for (CompletedItem<String> item = reader.read(); item != null; item = reader.read()) {
				items.add(item);
			}
		}
		finally {
			reader.close();
		}
		return items;
	}

	private static void waitUntil(BooleanSupplier condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition::getAsBoolean);
	}

	@Nested
	class Items {

		@Test
		void haveTheirResponsesInOrder() throws Exception {
			List<CompletedItem<String>> items = readAll(reader(atOnce(), 1000).build());
			assertThat(items).extracting(CompletedItem::position)
				.containsExactlyElementsOf(LongStream.range(0, 1000).boxed().toList());
			assertThat(items).allSatisfy((item) -> {
				assertThat(item.response().choices().get(0).text()).isEqualTo("to " + item.item());
				assertThat(item.item()).isEqualTo(String.valueOf(item.position()));
				assertThat(item.failure()).isNull();
			});
		}

		@Test
		void areAllThereInAnyOrder() throws Exception {
			FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt))
				.delayElement(Duration.ofMillis((prompt.hashCode() & 3))));
			List<CompletedItem<String>> items = readAll(reader(completions, 500).ordered(false).build());
			assertThat(items).extracting(CompletedItem::position)
				.containsExactlyInAnyOrderElementsOf(LongStream.range(0, 500).boxed().toList());
			assertThat(completions.calls()).isEqualTo(500);
			assertThat(completions.mostInFlight()).isLessThanOrEqualTo(8);
		}

		@Test
		void slowOneHoldsUpNoCallUntilTheWindowIsFull() throws Exception {
			FakeCompletions completions = whenTold();
			CompletionItemReader<String> reader = reader(completions, 100).concurrency(4).window(20).build();
			reader.open(new ExecutionContext());
			respondTo(IntStream.range(1, 100).toArray());
			CountDownLatch first = new CountDownLatch(1);
			Thread step = new Thread(() -> {
				try {
					assertThat(reader.read().position()).isZero();
					first.countDown();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			step.start();
			waitUntil(() -> completions.callsFor("19") == 1);
			assertThat(completions.calls()).isEqualTo(20);
			respondTo(0);
			first.await();
			waitUntil(() -> completions.calls() == 21);
			reader.close();
		}

		@Test
		void thatWaitAreBoundedByTheirSize() throws Exception {
			FakeCompletions completions = whenTold();
			CompletionItemReader<String> reader = CompletionItemReader.<String>builder(completions.client())
				.name("large")
				.reader(new ListItemReader<>(Collections.nCopies(100, "x".repeat(100_000))))
				.request(FakeCompletions::request)
				.concurrency(50)
				.windowBytes(500_000)
				.build();
			reader.open(new ExecutionContext());
			Thread step = new Thread(() -> {
				try {
					reader.read();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			step.start();
			waitUntil(() -> completions.calls() == 3);
			reader.close();
			step.join();
			assertThat(completions.calls()).isEqualTo(3);
		}

		@Test
		void thatCannotBeReadOrConvertedFailAlone() throws Exception {
			ItemReader<String> source = new ItemReader<>() {

				private int next;

				@Override
				public String read() {
					int item = this.next++;
					if (item == 1) {
						throw new ParseException("Not a line");
					}
					return (item < 5) ? String.valueOf(item) : null;
				}

			};
			FakeCompletions completions = atOnce();
			List<CompletedItem<String>> items = readAll(CompletionItemReader.<String>builder(completions.client())
				.name("prompts")
				.reader(source)
				.request((item) -> switch (item) {
					case "2" -> throw new IllegalArgumentException("Not a prompt");
					case "3" -> null;
					default -> FakeCompletions.request(item);
				})
				.build());
			assertThat(items).extracting(CompletedItem::position).containsExactly(0L, 1L, 2L, 3L, 4L);
			assertThat(items.get(1).item()).isNull();
			assertThat(items.get(1).failure()).isInstanceOf(ParseException.class);
			assertThat(items.get(2).failure()).hasMessage("Not a prompt");
			assertThat(items.get(3).response()).isNull();
			assertThat(items.get(3).isFailed()).isFalse();
			assertThat(completions.calls()).isEqualTo(2);
		}

		@Test
		void noneAtAll() throws Exception {
			assertThat(readAll(reader(atOnce(), 0).build())).isEmpty();
		}

		@Test
		void keepTheirStateOutOfToString() throws Exception {
			assertThat(readAll(reader(atOnce(), 1).build())).singleElement()
				.asString()
				.isEqualTo("CompletedItem[position=0, completed]");
		}

	}

	@Nested
	class Failures {

		@Test
		void areResults() throws Exception {
			FakeCompletions completions = new FakeCompletions(
					(prompt) -> prompt.equals("3") ? Mono.error(TogetherResponseException.of(status(400)))
							: Mono.just(FakeCompletions.response(prompt)));
			List<CompletedItem<String>> items = readAll(reader(completions, 10).build());
			assertThat(items).hasSize(10);
			assertThat(items.get(3).failure()).isInstanceOf(TogetherResponseException.BadRequest.class);
			assertThat(items.get(3).item()).isEqualTo("3");
		}

		@ParameterizedTest
		@ValueSource(ints = { 401, 402, 403, 404 })
		void ofEveryItemEndTheStepAndAreNotResults(int status) {
			FakeCompletions completions = new FakeCompletions((prompt) -> (Integer.parseInt(prompt) >= 20)
					? Mono.error(TogetherResponseException.of(status(status)))
					: Mono.just(FakeCompletions.response(prompt)));
			CompletionItemReader<String> reader = reader(completions, 10_000).build();
			List<CompletedItem<String>> items = new ArrayList<>();
			ExecutionContext context = new ExecutionContext();
			reader.open(context);
			assertThatExceptionOfType(UnfinishedStepException.class).isThrownBy(() -> {
				while (true) {
					items.add(reader.read());
				}
			}).satisfies((ex) -> {
				assertThat(ex.reason()).isEqualTo(Reason.EVERY_ITEM);
				assertThat(ex).hasMessageContaining("Restart the job")
					.hasCauseInstanceOf(TogetherResponseException.class);
			});
			assertThat(items).hasSize(20).noneMatch(CompletedItem::isFailed);
			reader.update(context);
			reader.close();
			assertThat(completions.calls()).isBetween(21, 28);
			assertThat(RestartState.load(context, "prompts").position()).isEqualTo(20);
		}

		@Test
		void areLimitedAndNotQuoted() {
			FakeCompletions completions = new FakeCompletions((prompt) -> (Integer.parseInt(prompt) % 2 == 1)
					? Mono.error(TogetherResponseException
						.of(FailedResponse.builder(400).message("bad prompt: secret").build()))
					: Mono.just(FakeCompletions.response(prompt)));
			CompletionItemReader<String> reader = reader(completions, 1000).concurrency(1)
				.failurePolicy(FailurePolicy.builder().limit(3L).build())
				.build();
			List<CompletedItem<String>> items = new ArrayList<>();
			reader.open(new ExecutionContext());
			assertThatExceptionOfType(UnfinishedStepException.class).isThrownBy(() -> {
				while (true) {
					items.add(reader.read());
				}
			})
				.satisfies((ex) -> assertThat(ex.getMessage())
					.contains("More than 3 items failed", "The last failure: BadRequest with status 400")
					.doesNotContain("secret"));
			reader.close();
			assertThat(items).hasSize(7);
		}

		@ParameterizedTest
		@ValueSource(booleans = { true, false })
		void ofAnOutageEndTheStepAndAreTakenBack(boolean ordered) {
			FakeCompletions completions = new FakeCompletions(
					(prompt) -> (Integer.parseInt(prompt) >= 10) ? Mono.error(TogetherResponseException.of(status(503)))
							: Mono.just(FakeCompletions.response(prompt)));
			CompletionItemReader<String> reader = reader(completions, 10_000).ordered(ordered).build();
			ExecutionContext context = new ExecutionContext();
			reader.open(context);
			int read = 0;
			try {
				while (reader.read() != null) {
					read++;
				}
			}
			catch (Exception ex) {
				assertThat(ex).isInstanceOfSatisfying(UnfinishedStepException.class,
						(unfinished) -> assertThat(unfinished.reason()).isEqualTo(Reason.OUTAGE));
			}
			reader.update(context);
			reader.close();
			assertThat(read).isBetween(10, 34);
			assertThat(completions.calls()).isBetween(35, 42);
			assertThat(RestartState.load(context, "prompts").position()).isEqualTo(read);
		}

		@Test
		void ofTheOtherReaderComeAfterWhatWasCompleted() {
			ItemReader<String> source = new ItemReader<>() {

				private int next;

				@Override
				public String read() {
					if (this.next == 5) {
						throw new IllegalStateException("The disk is gone");
					}
					return String.valueOf(this.next++);
				}

			};
			CompletionItemReader<String> reader = CompletionItemReader.<String>builder(atOnce().client())
				.name("prompts")
				.reader(source)
				.request(FakeCompletions::request)
				.build();
			List<CompletedItem<String>> items = new ArrayList<>();
			reader.open(new ExecutionContext());
			assertThatIllegalStateException().isThrownBy(() -> {
				while (true) {
					items.add(reader.read());
				}
			}).withMessage("The disk is gone");
			reader.close();
			assertThat(items).hasSize(5);
		}

		@Test
		void ofAStoppedClientAreNoResults() throws Exception {
			FakeCompletions completions = new FakeCompletions((prompt) -> (Integer.parseInt(prompt) >= 10)
					? Mono.error(new ClientStoppedException("stopped")) : Mono.just(FakeCompletions.response(prompt)));
			assertThat(readAll(reader(completions, 1000).build())).hasSize(10);
		}

	}

	@Nested
	class Closing {

		@Test
		void cancelsCallsAndEndsTheThread() throws Exception {
			FakeCompletions completions = whenTold();
			respondTo(0);
			CompletionItemReader<String> reader = reader(completions, 100).build();
			reader.open(new ExecutionContext());
			assertThat(reader.read().position()).isZero();
			waitUntil(() -> completions.inFlight() == 8);
			reader.close();
			assertThat(completions.inFlight()).isZero();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("together-reader-prompts");
		}

		@Test
		void opensAgain() throws Exception {
			CompletionItemReader<String> reader = CompletionItemReader.<String>builder(atOnce().client())
				.name("prompts")
				.reader(new CountingReader(10, false))
				.request(FakeCompletions::request)
				.build();
			assertThat(readAll(reader)).hasSize(10);
			assertThat(readAll(reader)).hasSize(10);
		}

		@Test
		void withoutOpening() {
			reader(atOnce(), 1).build().close();
		}

	}

	@Nested
	class Restart {

		@ParameterizedTest
		@CsvSource({ "true, true, 1", "true, false, 2", "false, true, 3", "false, false, 4", "false, true, 5",
				"true, true, 6" })
		void afterAnyKillWritesEachItemOnce(boolean ordered, boolean stateful, long seed) throws Exception {
			Random random = new Random(seed);
			int items = 1500;
			FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt))
				.delayElement(Duration.ofMillis((prompt.hashCode() * 31L & 7) / 2)));
			List<Long> written = new ArrayList<>();
			Map<String, Object> committed = new HashMap<>();
			int kills = 0;
			boolean over = false;
			int chunkSize = 10;
			int concurrency = 16;
			while (!over) {
				CompletionItemReader<String> reader = CompletionItemReader.<String>builder(completions.client())
					.name("prompts")
					.reader(new CountingReader(items, stateful))
					.request(FakeCompletions::request)
					.concurrency(concurrency)
					.window(32)
					.ordered(ordered)
					.build();
				ExecutionContext context = new ExecutionContext(new HashMap<>(committed));
				reader.open(context);
				int chunks = 1 + random.nextInt(20);
				for (int chunk = 0; chunk < chunks && !over; chunk++) {
					List<Long> read = new ArrayList<>();
					for (int i = 0; i < chunkSize && !over; i++) {
						CompletedItem<String> item = reader.read();
						over = item == null;
						if (item != null) {
							read.add(item.position());
						}
					}
					reader.update(context);
					committed = new HashMap<>(context.toMap());
					written.addAll(read);
				}
				for (int lost = random.nextInt(chunkSize); lost > 0 && !over; lost--) {
					reader.read();
				}
				kills++;
				reader.close();
			}
			assertThat(kills).isGreaterThan(5);
			assertThat(written).hasSize(items);
			Set<Long> distinct = new HashSet<>(written);
			assertThat(distinct).hasSize(items);
			if (ordered) {
				assertThat(written).isSorted();
			}
			assertThat(completions.calls()).isBetween(items, items + kills * (chunkSize + 32));
		}

		@Test
		void keepsTheTotals() throws Exception {
			ExecutionContext context = new ExecutionContext();
			List<CompletionProgress> progress = new ArrayList<>();
			for (int execution = 0; execution < 2; execution++) {
				CompletionItemReader<String> reader = reader(atOnce(), 10)
					.prices(TokenPrices.builder().model("m", new BigDecimal("1.00"), new BigDecimal("2.50")).build())
					.listener((step, update) -> progress.add(update))
					.build();
				reader.open(context);
				for (int i = 0; i < 4; i++) {
					reader.read();
				}
				reader.update(context);
				reader.read();
				reader.close();
			}
			CompletionTotals totals = CompletionTotals.of(context, "prompts");
			assertThat(totals.completed()).isEqualTo(8);
			assertThat(totals.promptTokens()).isEqualTo(24);
			assertThat(totals.completionTokens()).isEqualTo(16);
			assertThat(totals.cost()).isEqualByComparingTo("0.000064");
			assertThat(progress).extracting((update) -> update.totals().completed()).containsExactly(4L, 4L, 8L, 8L);
			assertThat(progress).extracting((update) -> update.delta().completed()).containsExactly(4L, 0L, 4L, 0L);
			assertThat(progress).extracting(CompletionProgress::isLast).containsExactly(false, true, false, true);
		}

		@Test
		void onAShorterInputIsRefused() throws Exception {
			ExecutionContext context = new ExecutionContext();
			CompletionItemReader<String> reader = reader(atOnce(), 10).build();
			reader.open(context);
			for (int i = 0; i < 8; i++) {
				reader.read();
			}
			reader.update(context);
			reader.close();
			assertThatExceptionOfType(ItemStreamException.class)
				.isThrownBy(() -> reader(atOnce(), 5).build().open(context))
				.withStackTraceContaining("fewer items");
		}

		@Test
		void withoutStateStartsWithTheFirstItem() throws Exception {
			ExecutionContext context = new ExecutionContext();
			for (int execution = 0; execution < 2; execution++) {
				CompletionItemReader<String> reader = reader(atOnce(), 10).saveState(false).build();
				reader.open(context);
				assertThat(reader.read().position()).isZero();
				reader.update(context);
				reader.close();
			}
			assertThat(context.isEmpty()).isTrue();
		}

	}

	@Nested
	class Building {

		@Test
		void refusesWhatCannotWork() {
			assertThatIllegalStateException().isThrownBy(() -> CompletionItemReader.builder(atOnce().client()).build());
			assertThatIllegalArgumentException().isThrownBy(() -> reader(atOnce(), 1).concurrency(0).build());
			assertThatIllegalArgumentException().isThrownBy(() -> reader(atOnce(), 1).concurrency(10).window(9).build())
				.withMessageContaining("at least the concurrency");
			assertThatIllegalArgumentException().isThrownBy(() -> reader(atOnce(), 1).windowBytes(0).build());
			assertThatIllegalArgumentException()
				.isThrownBy(() -> reader(atOnce(), 1).stopGracePeriod(Duration.ofDays(300_000)).build())
				.withMessageContaining("from zero to a year");
			assertThatIllegalArgumentException().isThrownBy(() -> FailurePolicy.builder().limit(-1L));
			assertThatIllegalArgumentException().isThrownBy(() -> FailurePolicy.builder().consecutiveLimit(0));
		}

		@ParameterizedTest
		@ValueSource(booleans = { true, false })
		void hugeConcurrencyHasAWindow(boolean ordered) {
			assertThat(reader(atOnce(), 1).concurrency(Integer.MAX_VALUE).ordered(ordered).build()).isNotNull();
		}

	}

	/**
	 * A reader of numbers, with state or without.
	 */
	private static final class CountingReader implements ItemStreamReader<String> {

		private final int items;

		private final boolean stateful;

		private int next;

		CountingReader(int items, boolean stateful) {
			this.items = items;
			this.stateful = stateful;
		}

		@Override
		public void open(ExecutionContext context) {
			this.next = this.stateful ? context.getInt("counting.next", 0) : 0;
		}

		@Override
		public void update(ExecutionContext context) {
			if (this.stateful) {
				context.putInt("counting.next", this.next);
			}
		}

		@Override
		public String read() {
			return (this.next < this.items) ? String.valueOf(this.next++) : null;
		}

	}

}
