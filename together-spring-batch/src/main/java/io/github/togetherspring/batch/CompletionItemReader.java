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
 * {@link ItemStreamReader} that completes the items of another reader. It reads the items
 * ahead of the step, makes a call for each, and returns them with their responses.
 * <p>
 * In a chunk-oriented step, it keeps the number of concurrent calls steady, because
 * neither the end of a chunk nor a slow call delays the others. An item is returned with
 * its failure if it can't be read or converted to a request, or if its call fails.
 * <p>
 * <strong>Restart.</strong> A restart neither repeats nor omits an item, wherever the
 * step ended and whether items are ordered or not. A kill loses the calls that were under
 * way, and results that were not committed. The other reader must return the same items
 * in the same order after a restart. If it is an
 * {@link org.springframework.batch.infrastructure.item.ItemStream}, its own state is
 * used; otherwise, items that were written are read again and skipped.
 * <p>
 * <strong>Stop.</strong> When a stop of the step is requested, no more items are read,
 * and calls under way may end within the {@linkplain Builder#stopGracePeriod grace
 * period}. The same happens if the {@link FailurePolicy} ends the step, or if the other
 * reader fails: completed items are written, and the step is {@code FAILED} and can be
 * restarted. If the budget of the job or of the client is spent, the step is
 * {@code STOPPED}.
 * <p>
 * The other reader is called by a separate thread, which has the step scope. Do not
 * register it with the step, because this reader opens and closes it. The step must be
 * single-threaded.
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
	 * Return the next item with its response or failure, and wait for it if necessary.
	 * @return the item, or {@code null} at the end of the input or if the step stops or
	 * fails
	 * @throws Exception outside a step, the failure that would end the step
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
		notifyListeners(run, false);
	}

	private void notifyListeners(Run<T> run, boolean last) {
		CompletionProgress progress = new ReaderProgress(name(), run.totals, run.totals.minus(run.reported),
				run.readAhead.inFlight(), run.total, Duration.ofNanos(System.nanoTime() - run.startNanos), last);
		run.reported = run.totals;
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
		run.totals = run.reported;
		notifyListeners(run, true);
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

		private CompletionTotals reported;

		Run(ItemSource<T> source, ReadAhead<T> readAhead, @Nullable ReaderBudget budget,
				@Nullable StepExecution stepExecution, @Nullable Long total, CompletionTotals totals) {
			this.source = source;
			this.readAhead = readAhead;
			this.budget = budget;
			this.stepExecution = stepExecution;
			this.total = total;
			this.totals = totals;
			this.reported = totals;
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

		private static final Duration DEFAULT_STOP_GRACE_PERIOD = Duration.ofSeconds(20);

		private static final Duration MAX_STOP_GRACE_PERIOD = Duration.ofDays(366);

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

		private Duration stopGracePeriod = DEFAULT_STOP_GRACE_PERIOD;

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
		 * Set the name, which prefixes the keys of the restart state. It must be unique
		 * in the step and must not change between executions.
		 * @param name the name
		 * @return this builder
		 */
		public Builder<T> name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set the reader of the items. The new reader opens and closes it, and saves its
		 * state.
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
		 * Set the options of each call. The default priority is
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
		 * Set the maximum number of items that have been read but not written, including
		 * those that wait for an earlier item.
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
		 * Set the maximum size of the prompts and responses in the
		 * {@linkplain #window(int) window}. At the maximum, no more items are read until
		 * some are written. The size is estimated from the length of texts and the number
		 * of logprobs.
		 * @param windowBytes the number of bytes, 1 or more, 16 MiB by default
		 * @return this builder
		 */
		public Builder<T> windowBytes(long windowBytes) {
			this.windowBytes = windowBytes;
			return this;
		}

		/**
		 * Set whether items are returned in the order of the input. Otherwise, each is
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
		 * Set how long calls under way may take after a stop was requested. After that,
		 * they are cancelled, and a restart repeats them.
		 * @param stopGracePeriod the time, from zero to a year, 20 seconds by default
		 * @return this builder
		 */
		public Builder<T> stopGracePeriod(Duration stopGracePeriod) {
			this.stopGracePeriod = stopGracePeriod;
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
		 * Set the budget of the job. When it is spent, no more items are read, calls
		 * under way may end within the grace period, and the step is {@code STOPPED}.
		 * Without {@linkplain #saveState(boolean) saved state}, the budget applies to the
		 * current execution only.
		 * <p>
		 * Responses must have a usage and, if the cost is limited, a price. Otherwise,
		 * the step fails after the calls under way.
		 * @param budget the budget, or {@code null} for none, the default
		 * @return this builder
		 */
		public Builder<T> budget(@Nullable JobBudget budget) {
			this.budget = budget;
			return this;
		}

		/**
		 * Set whether the state is saved, as for Spring Batch's own readers. Otherwise,
		 * every execution completes all items that the other reader returns, so that
		 * reader must omit items that have been written.
		 * @param saveState whether the state is saved, {@code true} by default
		 * @return this builder
		 */
		public Builder<T> saveState(boolean saveState) {
			this.saveState = saveState;
			return this;
		}

		/**
		 * Set an additional condition that stops the step, checked ten times per second.
		 * {@code JobOperator.stop} alone ends a step after the current chunk. With this
		 * condition, the results of all calls that end within the grace period are
		 * written.
		 * @param stopRequested whether the step should stop
		 * @return this builder
		 */
		public Builder<T> stopWhen(Predicate<? super JobExecution> stopRequested) {
			this.stopRequested = stopRequested;
			return this;
		}

		/**
		 * Set an additional limit on concurrent calls, which may change while the step
		 * runs. It is evaluated before each call, and applies together with the
		 * {@linkplain #concurrency(int) concurrency}. A higher limit takes effect when
		 * the next call ends at the latest, a lower one as calls end.
		 * @param callLimit returns the number of calls, 0 to start none; unlimited by
		 * default
		 * @return this builder
		 */
		public Builder<T> callLimit(ToIntFunction<? super StepExecution> callLimit) {
			this.callLimit = callLimit;
			return this;
		}

		/**
		 * Set the total number of items of the input, including those written by earlier
		 * executions. It is used to report progress.
		 * @param total returns the number of items, called once when the reader is
		 * opened; unknown by default
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
			Assert.isTrue(
					!this.stopGracePeriod.isNegative() && this.stopGracePeriod.compareTo(MAX_STOP_GRACE_PERIOD) <= 0,
					() -> "The grace period must be from zero to a year: " + this.stopGracePeriod);
			CallOptions callOptions = (this.callOptions.priority() != null) ? this.callOptions
					: this.callOptions.toBuilder().priority(CallPriority.BULK).build();
			return new CompletionItemReader<>(
					this, new ReaderSettings<>(this.name, this.client, this.mapper, callOptions, this.concurrency,
							window, this.windowBytes, this.ordered, this.failurePolicy, this.stopGracePeriod),
					this.reader);
		}

		// If ordered, one slow call in a hundred must not reduce the concurrency.
		// Otherwise, a larger window would only lose more when the process is killed.
		private int defaultWindow() {
			long window = this.ordered ? Math.max(MIN_ORDERED_WINDOW, ORDERED_WINDOW * (long) this.concurrency)
					: UNORDERED_WINDOW * (long) this.concurrency;
			return (int) Math.min(window, Integer.MAX_VALUE);
		}

	}

}
