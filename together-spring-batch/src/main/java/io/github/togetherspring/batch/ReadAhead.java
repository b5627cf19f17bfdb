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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

import io.github.togetherspring.batch.ItemSource.Place;
import io.github.togetherspring.batch.ItemSource.Read;
import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Reads items ahead of the step on a separate thread, and makes calls for them.
 * <p>
 * An item is held from when it is read until it is returned to the step. A step writes
 * the items it has received before it saves the state, so the held items are exactly
 * those that have not been written.
 *
 * @param <T> the type of the items
 */
final class ReadAhead<T> {

	private static final long POLL_MILLIS = 100;

	private static final long CLOSE_SECONDS = 10;

	private final ReaderSettings<T> settings;

	private final ItemSource<T> source;

	private final RestartState restored;

	private final IntSupplier callLimit;

	private final @Nullable ReaderBudget budget;

	private final FailureCount failures;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final Condition results = this.lock.newCondition();

	private final Map<Long, HeldItem<T>> held = new LinkedHashMap<>();

	private final Deque<HeldItem<T>> done = new ArrayDeque<>();

	private final Thread thread;

	private Place next;

	private int inFlight;

	private long heldBytes;

	private boolean readToTheEnd;

	private @Nullable ReadEnd end;

	private long deadline;

	ReadAhead(ReaderSettings<T> settings, ItemSource<T> source, RestartState restored, IntSupplier callLimit,
			@Nullable ReaderBudget budget, Runnable beforeReading, Runnable afterReading) {
		this.settings = settings;
		this.source = source;
		this.restored = restored;
		this.callLimit = callLimit;
		this.budget = budget;
		this.failures = new FailureCount(settings.failurePolicy());
		this.next = new Place(restored.position(), restored.sourceState());
		this.thread = new Thread(CallerContext.propagate(() -> {
			beforeReading.run();
			try {
				readAll();
			}
			finally {
				afterReading.run();
			}
		}), "together-reader-" + settings.name());
		this.thread.setDaemon(true);
	}

	/**
	 * Return the next completed item, in the order of the input or of completion, and
	 * wait for it if necessary.
	 * @param stopRequested whether the step should stop. If so, no more items are read,
	 * and those under way are returned. If it throws an exception, calls under way are
	 * cancelled.
	 * @return the item, or {@code null} if there are no more, see {@link #end()}
	 */
	@Nullable CompletedItem<T> next(BooleanSupplier stopRequested) {
		if (this.thread.getState() == Thread.State.NEW) {
			this.thread.start();
		}
		this.lock.lock();
		try {
			while (true) {
				checkStop(stopRequested);
				HeldItem<T> item = takeDone();
				if (item != null) {
					return item.result();
				}
				if (isOver()) {
					return null;
				}
				awaitResult();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void checkStop(BooleanSupplier stopRequested) {
		try {
			if (stopRequested.getAsBoolean()) {
				endWith(ReadEnd.stopped());
			}
		}
		catch (RuntimeException ex) {
			endWith(ReadEnd.failed(ex));
			cancelCalls();
			throw ex;
		}
	}

	private void awaitResult() {
		try {
			this.results.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			// Not restored: an interrupted thread could not commit its results.
			endWith(ReadEnd.stopped());
		}
	}

	private @Nullable HeldItem<T> takeDone() {
		HeldItem<T> item = this.settings.ordered() ? oldest() : this.done.poll();
		if (item == null || item.result() == null) {
			return null;
		}
		this.held.remove(item.position());
		this.heldBytes -= item.size();
		this.room.signal();
		return item;
	}

	private @Nullable HeldItem<T> oldest() {
		Iterator<HeldItem<T>> items = this.held.values().iterator();
		return items.hasNext() ? items.next() : null;
	}

	private boolean isOver() {
		if (this.end == null) {
			return this.readToTheEnd && this.held.isEmpty();
		}
		if (this.inFlight > 0 && System.nanoTime() - this.deadline > 0) {
			cancelCalls();
		}
		return this.inFlight == 0;
	}

	/**
	 * Return why there are no more items before the end of the input.
	 * @return the reason, or {@code null} at the end of the input
	 */
	@Nullable ReadEnd end() {
		this.lock.lock();
		try {
			return this.end;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return which items have been written, if all returned items have been.
	 * @return the state
	 */
	RestartState state() {
		this.lock.lock();
		try {
			HeldItem<T> oldest = oldest();
			Collection<Long> unwritten = new ArrayList<>(this.held.keySet());
			this.restored.unwrittenFrom(this.next.position()).forEach(unwritten::add);
			return RestartState.of((oldest != null) ? oldest.place() : this.next,
					Math.max(this.restored.read(), this.next.position()), unwritten);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the number of calls under way.
	 * @return the number of calls
	 */
	int inFlight() {
		this.lock.lock();
		try {
			return this.inFlight;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Cancel the calls under way, and wait until the thread has ended.
	 */
	void close() {
		this.lock.lock();
		try {
			endWith(ReadEnd.stopped());
			cancelCalls();
		}
		finally {
			this.lock.unlock();
		}
		if (this.thread.getState() == Thread.State.NEW) {
			return;
		}
		try {
			// Interrupted only if necessary: it can corrupt the files of an embedded
			// database.
			this.thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
			this.thread.interrupt();
			this.thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
		}
		catch (InterruptedException ex) {
			this.thread.interrupt();
			Thread.currentThread().interrupt();
		}
	}

	private void cancelCalls() {
		List<HeldItem<T>> items = List.copyOf(this.held.values());
		this.inFlight = 0;
		items.forEach(HeldItem::cancel);
	}

	private void endWith(ReadEnd end) {
		if (this.end == null) {
			this.end = end;
			this.deadline = System.nanoTime() + this.settings.stopGracePeriod().toNanos();
			this.room.signalAll();
			this.results.signalAll();
		}
	}

	private void readAll() {
		try {
			while (awaitRoom()) {
				Place place = this.next;
				Read<T> read = this.source.read();
				if (read == null) {
					readToTheEnd();
					return;
				}
				if (this.restored.isWritten(place.position())) {
					passBy(this.source.place());
				}
				else {
					complete(place, read, this.source.place());
				}
			}
		}
		catch (Throwable ex) {
			this.lock.lock();
			try {
				endWith(ReadEnd.failed(ex));
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private boolean awaitRoom() throws InterruptedException {
		this.lock.lock();
		try {
			while (this.end == null && !hasRoom()) {
				this.room.await();
			}
			return this.end == null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean hasRoom() {
		return this.inFlight < Math.min(this.settings.concurrency(), this.callLimit.getAsInt())
				&& this.held.size() < this.settings.window()
				&& (this.heldBytes < this.settings.windowBytes() || this.held.isEmpty());
	}

	private void readToTheEnd() {
		this.lock.lock();
		try {
			this.readToTheEnd = true;
			this.results.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void passBy(Place next) {
		this.lock.lock();
		try {
			this.next = next;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void complete(Place place, Read<T> read, Place next) {
		CompletionRequest request = null;
		Exception problem = read.problem();
		if (read.item() != null) {
			try {
				request = this.settings.mapper().map(read.item());
				problem = refusal(request);
			}
			catch (Exception ex) {
				problem = ex;
			}
		}
		HeldItem<T> item = new HeldItem<>(place, read.item(), request, Disposables.swap());
		this.lock.lock();
		try {
			this.next = next;
			if (request != null) {
				endIfBudgetIsSpent();
			}
			if (this.end != null) {
				this.held.put(item.position(), item);
				return;
			}
			this.held.put(item.position(), item);
			this.heldBytes += item.size();
			this.inFlight++;
		}
		finally {
			this.lock.unlock();
		}
		if (request != null && problem == null) {
			call(item, request);
		}
		else {
			ended(item, null, problem);
		}
	}

	private @Nullable Exception refusal(@Nullable CompletionRequest request) {
		return (this.budget != null && request != null) ? this.budget.refusal(request) : null;
	}

	private void endIfBudgetIsSpent() {
		BudgetExceededException exceeded = (this.budget != null) ? this.budget.exceeded() : null;
		if (exceeded != null) {
			endWith(ReadEnd.spent(exceeded));
		}
	}

	private void call(HeldItem<T> item, CompletionRequest request) {
		try {
			Disposable call = this.settings.client()
				.createAsync(request, this.settings.callOptions())
				.subscribe((response) -> ended(item, response, null), (error) -> ended(item, null, error));
			item.calledBy(call);
		}
		catch (RuntimeException ex) {
			ended(item, null, ex);
		}
	}

	private void ended(HeldItem<T> item, @Nullable CompletionResponse response, @Nullable Throwable failure) {
		this.lock.lock();
		try {
			if (!item.end()) {
				return;
			}
			this.inFlight--;
			ReadEnd end = (failure != null) ? endFor(failure) : null;
			if (end != null) {
				endWith(end);
				if (end.isOutage()) {
					takeBackFailures();
				}
			}
			else {
				this.failures.ended(response, failure);
				this.heldBytes += item.complete(response, (Exception) failure);
				if (!this.settings.ordered()) {
					this.done.add(item);
				}
				charge(item.result());
			}
			this.results.signal();
			this.room.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void charge(@Nullable CompletedItem<T> item) {
		UnfinishedStepException problem = (this.budget != null && item != null) ? this.budget.add(item) : null;
		if (problem != null) {
			endWith(ReadEnd.failed(problem));
		}
	}

	private @Nullable ReadEnd endFor(Throwable failure) {
		if (failure instanceof BudgetExceededException exceeded) {
			return ReadEnd.spent(exceeded);
		}
		if (failure instanceof ClientStoppedException) {
			return ReadEnd.stopped();
		}
		if (!(failure instanceof Exception exception)) {
			return ReadEnd.failed(failure);
		}
		return this.failures.endFor(exception);
	}

	/**
	 * Treat items that failed because of an outage as not tried.
	 */
	private void takeBackFailures() {
		for (HeldItem<T> item : this.held.values()) {
			CompletedItem<T> result = item.result();
			if (result != null && this.failures.isAboutService(result.failure())) {
				item.forgetResult();
				this.done.remove(item);
			}
		}
	}

}
