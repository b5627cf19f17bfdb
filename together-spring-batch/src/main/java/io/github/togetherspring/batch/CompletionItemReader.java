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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TokenPrices;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.scope.context.StepContext;
import org.springframework.batch.core.scope.context.StepSynchronizationManager;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.util.Assert;

/**
 * An {@link ItemStreamReader} that completes the items of another reader: it reads them
 * ahead of the step, makes a call for each, and returns items with their responses.
 * <p>
 * A chunk-oriented step with this reader and any writer makes calls at a steady
 * concurrency, since neither the end of a chunk nor a slow call holds up the others. An
 * item that can't be read, can't be converted to a request, or whose call fails is
 * returned with its failure.
 * <p>
 * <strong>Restart.</strong> The state is exact: no item that was written is completed
 * again, and none is left out, wherever the step ended, in both orders. At a kill, calls
 * are lost that were under way, waited for the order, or belonged to the chunk that was
 * not committed. The other reader must return the same items in the same order after a
 * restart. If it is an {@link org.springframework.batch.infrastructure.item.ItemStream},
 * its own state is used; otherwise items that were written are read and skipped.
 * <p>
 * <strong>Stop.</strong> When the step is asked to stop, no more items are read; calls
 * under way may end within the {@linkplain Builder#stopGrace grace period}. A failure
 * that ends the step ({@link FailurePolicy}) and one of the other reader do the same. So
 * what was completed is written, and the step is {@code FAILED} and can be restarted. If
 * a budget is spent, of the job or of the client, the step is {@code STOPPED} instead.
 * <p>
 * The other reader is used by a thread of its own, which has the scope of the step. It
 * must not be registered with the step, since this reader opens and closes it. The step
 * must not read with several threads.
 *
 * @param <T> the type of the items of the other reader
 */
public class CompletionItemReader<T> implements ItemStreamReader<CompletedItem<T>> {

	private final ItemReader<? extends T> reader;

	private final ReaderSettings<T> settings;

	private final TokenPrices prices;

	private final @Nullable JobBudget budget;

	private final boolean saveState;

	private final Predicate<? super JobExecution> stopRequested;

	private final ToIntFunction<? super StepExecution> callLimit;

	private final @Nullable LongSupplier total;

	private final List<CompletionProgressListener> listeners;

	private @Nullable Run<T> run;

	// Not private, as the class is not final: the step scope creates a subclass.
	CompletionItemReader(Builder<T> builder, ReaderSettings<T> settings, ItemReader<? extends T> reader) {
		this.reader = reader;
		this.settings = settings;
		this.prices = builder.prices;
		this.budget = builder.budget;
		this.saveState = builder.saveState;
		this.stopRequested = builder.stopRequested;
		this.callLimit = builder.callLimit;
		this.total = builder.total;
		this.listeners = List.copyOf(builder.listeners);
	}

	/**
	 * Return a builder.
	 * @param <T> the type of the items of the other reader
	 * @param client makes the calls
	 * @return a builder with defaults
	 */
	public static <T> Builder<T> builder(CompletionsClient client) {
		return new Builder<>(client);
	}

	/**
	 * Return whether the state is saved, so that the step can be restarted.
	 * @return whether the state is saved
	 */
	public boolean isSaveState() {
		return this.saveState;
	}

	@Override
	public void open(ExecutionContext context) {
		Assert.state(this.run == null,
				() -> "The reader '" + name() + "' is open: each step needs a reader of its own");
		StepContext step = StepSynchronizationManager.getContext();
		StepExecution stepExecution = (step != null) ? step.getStepExecution() : null;
		RestartState restored = this.saveState ? RestartState.load(context, name()) : RestartState.START;
		ItemSource<T> source = new ItemSource<>(this.reader);
		Long total;
		ReaderBudget budget;
		try {
			source.open(context, restored);
			total = (this.total != null) ? this.total.getAsLong() : null;
			budget = (this.budget != null && stepExecution != null)
					? new ReaderBudget(this.budget, stepExecution, this.prices) : null;
		}
		catch (Exception ex) {
			source.close();
			throw (ex instanceof ItemStreamException streamException) ? streamException
					: new ItemStreamException("Could not open the reader of '" + name() + "'", ex);
		}
		ReadAhead<T> readAhead = new ReadAhead<>(this.settings, source, restored, () -> callLimit(stepExecution),
				budget, () -> register(stepExecution), () -> unregister(stepExecution));
		CompletionTotals totals = this.saveState ? CompletionTotals.load(context, name()) : CompletionTotals.NONE;
		this.run = new Run<>(source, readAhead, budget, stepExecution, total, totals);
	}

	private int callLimit(@Nullable StepExecution stepExecution) {
		return (stepExecution != null) ? this.callLimit.applyAsInt(stepExecution) : Integer.MAX_VALUE;
	}

	private static void register(@Nullable StepExecution stepExecution) {
		if (stepExecution != null) {
			StepSynchronizationManager.register(stepExecution);
		}
	}

	private static void unregister(@Nullable StepExecution stepExecution) {
		if (stepExecution != null) {
			StepSynchronizationManager.close();
		}
	}

	/**
	 * Return the next item, with its response or failure. Wait until there is one.
	 * @return the item, or {@code null} at the end of the input, or if the step is to
	 * stop or has failed
	 * @throws Exception outside a step, if it would have failed
	 */
	@Override
	public @Nullable CompletedItem<T> read() throws Exception {
		Run<T> run = this.run;
		Assert.state(run != null, () -> "The reader '" + name() + "' is not open: register it as a stream of the step");
		CompletedItem<T> item = run.readAhead.next(() -> isStopRequested(run.stepExecution));
		if (item != null) {
			run.totals = run.totals.plus(item, this.prices);
			return item;
		}
		ReadEnd end = run.readAhead.end();
		if (end != null) {
			endStep(run.stepExecution, end);
		}
		return null;
	}

	private boolean isStopRequested(@Nullable StepExecution stepExecution) {
		if (stepExecution == null) {
			return false;
		}
		JobExecution jobExecution = stepExecution.getJobExecution();
		return stepExecution.isTerminateOnly() || jobExecution.isStopping() || jobExecution.isStopped()
				|| this.stopRequested.test(jobExecution);
	}

	// Without an exception, so that the step commits what has been read.
	private static void endStep(@Nullable StepExecution stepExecution, ReadEnd end) throws Exception {
		BudgetExceededException budget = end.budget();
		Throwable failure = (budget != null) ? budget : end.failure();
		if (failure instanceof Error error) {
			throw error;
		}
		if (stepExecution == null) {
			if (failure instanceof Exception exception) {
				throw exception;
			}
		}
		else if (budget != null) {
			JobSpending.recordStop(stepExecution, budget);
			stepExecution.setTerminateOnly();
		}
		else if (failure == null) {
			stepExecution.setTerminateOnly();
		}
		else if (!stepExecution.getFailureExceptions().contains(failure)) {
			stepExecution.setStatus(BatchStatus.FAILED);
			stepExecution.setExitStatus(ExitStatus.FAILED.addExitDescription(String.valueOf(failure.getMessage())));
			stepExecution.addFailureException(failure);
		}
	}

	@Override
	public void update(ExecutionContext context) {
		Run<T> run = this.run;
		if (run == null) {
			return;
		}
		if (this.saveState) {
			run.readAhead.state().save(context, name());
			run.totals.save(context, name());
		}
		tell(run, false);
	}

	private void tell(Run<T> run, boolean last) {
		CompletionProgress progress = new CompletionProgress(name(), run.totals, run.totals.minus(run.told),
				run.readAhead.inFlight(), run.total, Duration.ofNanos(System.nanoTime() - run.startNanos), last);
		run.told = run.totals;
		this.listeners.forEach((listener) -> listener.onProgress(run.stepExecution, progress));
	}

	@Override
	public void close() {
		Run<T> run = this.run;
		if (run == null) {
			return;
		}
		this.run = null;
		try {
			run.readAhead.close();
		}
		finally {
			run.source.close();
			if (run.budget != null) {
				run.budget.close();
			}
		}
		run.totals = run.told;
		tell(run, true);
	}

	private String name() {
		return this.settings.name();
	}

	/**
	 * One execution of the step.
	 */
	private static final class Run<T> {

		private final ItemSource<T> source;

		private final ReadAhead<T> readAhead;

		private final @Nullable ReaderBudget budget;

		private final @Nullable StepExecution stepExecution;

		private final @Nullable Long total;

		private final long startNanos = System.nanoTime();

		private CompletionTotals totals;

		private CompletionTotals told;

		Run(ItemSource<T> source, ReadAhead<T> readAhead, @Nullable ReaderBudget budget,
				@Nullable StepExecution stepExecution, @Nullable Long total, CompletionTotals totals) {
			this.source = source;
			this.readAhead = readAhead;
			this.budget = budget;
			this.stepExecution = stepExecution;
			this.total = total;
			this.totals = totals;
			this.told = totals;
		}

	}

	/**
	 * Builder for {@link CompletionItemReader}.
	 *
	 * @param <T> the type of the items of the other reader
	 */
	public static final class Builder<T> {

		private static final int MIN_ORDERED_WINDOW = 256;

		private static final int ORDERED_WINDOW = 32;

		private static final int UNORDERED_WINDOW = 2;

		private static final long DEFAULT_WINDOW_BYTES = 16L * 1024 * 1024;

		private static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(20);

		private static final Duration MAX_STOP_GRACE = Duration.ofDays(366);

		private final CompletionsClient client;

		private final List<CompletionProgressListener> listeners = new ArrayList<>();

		private @Nullable String name;

		private @Nullable ItemReader<? extends T> reader;

		private @Nullable CompletionRequestMapper<? super T> mapper;

		private CallOptions callOptions = CallOptions.none();

		private int concurrency = BulkOptions.DEFAULT_CONCURRENCY;

		private @Nullable Integer window;

		private long windowBytes = DEFAULT_WINDOW_BYTES;

		private boolean ordered = true;

		private FailurePolicy failurePolicy = FailurePolicy.defaults();

		private Duration stopGrace = DEFAULT_STOP_GRACE;

		private TokenPrices prices = TokenPrices.none();

		private @Nullable JobBudget budget;

		private boolean saveState = true;

		private Predicate<? super JobExecution> stopRequested = (jobExecution) -> false;

		private ToIntFunction<? super StepExecution> callLimit = (stepExecution) -> Integer.MAX_VALUE;

		private @Nullable LongSupplier total;

		private Builder(CompletionsClient client) {
			this.client = Objects.requireNonNull(client);
		}

		/**
		 * Set the name, the prefix of the keys of the restart state. It must be unique in
		 * the step and stay the same.
		 * @param name the name
		 * @return this builder
		 */
		public Builder<T> name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set the reader of the items. It is opened, closed and asked for its state by
		 * the reader that is built.
		 * @param reader the reader
		 * @return this builder
		 */
		public Builder<T> reader(ItemReader<? extends T> reader) {
			this.reader = reader;
			return this;
		}

		/**
		 * Set how items are converted to requests.
		 * @param mapper the mapper, called by the thread that reads items
		 * @return this builder
		 */
		public Builder<T> request(CompletionRequestMapper<? super T> mapper) {
			this.mapper = mapper;
			return this;
		}

		/**
		 * Set the options of each call. Without a priority in them, it is
		 * {@link CallPriority#BULK}.
		 * @param callOptions the options, none by default
		 * @return this builder
		 */
		public Builder<T> callOptions(CallOptions callOptions) {
			this.callOptions = callOptions;
			return this;
		}

		/**
		 * Set the maximum number of concurrent calls.
		 * @param concurrency the number of calls, 1 or more, 8 by default
		 * @return this builder
		 */
		public Builder<T> concurrency(int concurrency) {
			this.concurrency = concurrency;
			return this;
		}

		/**
		 * Set the maximum number of items that have been read and not been written, among
		 * them those that wait for an earlier one.
		 * @param window the number of items, at least the concurrency. By default, 32
		 * times the concurrency and at least 256 if items are ordered, otherwise twice
		 * the concurrency
		 * @return this builder
		 */
		public Builder<T> window(int window) {
			this.window = window;
			return this;
		}

		/**
		 * Set the maximum size of the prompts and responses of these items. When it is
		 * reached, no more items are read until some are written. The size is an estimate
		 * from the length of texts and the number of logprobs.
		 * @param windowBytes the number of bytes, 1 or more, 16 MiB by default
		 * @return this builder
		 */
		public Builder<T> windowBytes(long windowBytes) {
			this.windowBytes = windowBytes;
			return this;
		}

		/**
		 * Set whether items are returned in the order of the input. Otherwise each is
		 * returned as soon as its call ends.
		 * @param ordered whether items are ordered, {@code true} by default
		 * @return this builder
		 */
		public Builder<T> ordered(boolean ordered) {
			this.ordered = ordered;
			return this;
		}

		/**
		 * Set which failures end the step.
		 * @param failurePolicy the policy, {@link FailurePolicy#defaults()} by default
		 * @return this builder
		 */
		public Builder<T> failurePolicy(FailurePolicy failurePolicy) {
			this.failurePolicy = failurePolicy;
			return this;
		}

		/**
		 * Set how long calls under way may take after the step was asked to stop. Then
		 * they are cancelled, and made again after a restart.
		 * @param stopGrace the time, from zero to a year, 20 seconds by default
		 * @return this builder
		 */
		public Builder<T> stopGrace(Duration stopGrace) {
			this.stopGrace = stopGrace;
			return this;
		}

		/**
		 * Set what tokens cost.
		 * @param prices the prices, none by default
		 * @return this builder
		 */
		public Builder<T> prices(TokenPrices prices) {
			this.prices = prices;
			return this;
		}

		/**
		 * Limit what the job may use. When the budget is spent, no more items are read,
		 * calls under way may end within the grace period, and the step is
		 * {@code STOPPED}. Without the {@linkplain #saveState(boolean) state}, only what
		 * the present execution uses counts.
		 * <p>
		 * Responses must have a usage, and a price if money is limited. Otherwise the
		 * step fails after the calls under way.
		 * @param budget the budget, or {@code null} for none, the default
		 * @return this builder
		 */
		public Builder<T> budget(@Nullable JobBudget budget) {
			this.budget = budget;
			return this;
		}

		/**
		 * Set whether the state is saved, as for Spring Batch's own readers. Without it,
		 * an execution starts with the first item that the other reader returns, so that
		 * this reader must only return those that have not been written.
		 * @param saveState whether the state is saved, {@code true} by default
		 * @return this builder
		 */
		public Builder<T> saveState(boolean saveState) {
			this.saveState = saveState;
			return this;
		}

		/**
		 * Set a further condition that stops the step, checked ten times a second. Spring
		 * Batch's own, {@code JobOperator.stop}, ends a step after the present chunk;
		 * with this condition all calls that end within the grace period are written.
		 * @param stopRequested whether the step should stop
		 * @return this builder
		 */
		public Builder<T> stopWhen(Predicate<? super JobExecution> stopRequested) {
			this.stopRequested = stopRequested;
			return this;
		}

		/**
		 * Set a further limit on concurrent calls, which may change while the step runs.
		 * It is asked for before each call, and applies together with the
		 * {@linkplain #concurrency(int) concurrency}. A higher limit applies at once or
		 * from the next end of a call, a lower one as calls end.
		 * @param callLimit returns the number of calls, 0 to begin none; no such limit by
		 * default
		 * @return this builder
		 */
		public Builder<T> callLimit(ToIntFunction<? super StepExecution> callLimit) {
			this.callLimit = callLimit;
			return this;
		}

		/**
		 * Set how many items the input has, with those that earlier executions have
		 * written. Used to tell how much is left.
		 * @param total the number of items, asked for once when the reader is opened;
		 * unknown by default
		 * @return this builder
		 */
		public Builder<T> total(LongSupplier total) {
			this.total = total;
			return this;
		}

		/**
		 * Add a listener.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder<T> listener(CompletionProgressListener listener) {
			this.listeners.add(listener);
			return this;
		}

		/**
		 * Return the reader.
		 * @return a new reader
		 * @throws IllegalStateException if name, reader or request is missing
		 * @throws IllegalArgumentException if a value is out of its range
		 */
		public CompletionItemReader<T> build() {
			Assert.state(this.name != null && !this.name.isBlank(), "A name is required");
			Assert.state(this.reader != null, "A reader of the items is required");
			Assert.state(this.mapper != null, "A mapper from items to requests is required");
			Assert.isTrue(this.concurrency >= 1, () -> "The concurrency must be at least 1: " + this.concurrency);
			int window = (this.window != null) ? this.window : defaultWindow();
			Assert.isTrue(window >= this.concurrency,
					() -> "The window must be at least the concurrency, " + this.concurrency + ": " + window);
			Assert.isTrue(this.windowBytes >= 1, () -> "The window must have at least 1 byte: " + this.windowBytes);
			Assert.isTrue(!this.stopGrace.isNegative() && this.stopGrace.compareTo(MAX_STOP_GRACE) <= 0,
					() -> "The grace period must be from zero to a year: " + this.stopGrace);
			CallOptions callOptions = (this.callOptions.priority() != null) ? this.callOptions
					: this.callOptions.toBuilder().priority(CallPriority.BULK).build();
			return new CompletionItemReader<>(this,
					new ReaderSettings<>(this.name, this.client, this.mapper, callOptions, this.concurrency, window,
							this.windowBytes, this.ordered, this.failurePolicy, this.stopGrace),
					this.reader);
		}

		// In order, one slow call in a hundred must not reduce the concurrency. In any
		// order, more would only be lost when the process is killed.
		private int defaultWindow() {
			long window = this.ordered ? Math.max(MIN_ORDERED_WINDOW, ORDERED_WINDOW * (long) this.concurrency)
					: UNORDERED_WINDOW * (long) this.concurrency;
			return (int) Math.min(window, Integer.MAX_VALUE);
		}

	}

}
