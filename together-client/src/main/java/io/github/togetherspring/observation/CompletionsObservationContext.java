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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionChoice;
import io.github.togetherspring.completions.CompletionChoiceDelta;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.Usage;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a call: the request and, as it arrives, the response.
 * <p>
 * Its carrier is the map of headers that are sent with each request of the call, so that
 * the trace continues at the server.
 */
public final class CompletionsObservationContext extends SenderContext<Map<String, String>> {

	/**
	 * Tag value used when there is no value.
	 */
	static final String NONE = "none";

	// More than any server supports. A server with ever higher indexes must not exhaust
	// the memory.
	private static final int MAX_CHOICES = 1024;

	private final ClientObservations client;

	private final CompletionRequest request;

	private final boolean stream;

	private final long started = System.nanoTime();

	private final Map<Integer, Choice> choices = new TreeMap<>();

	private volatile @Nullable String responseId;

	private volatile @Nullable String responseModel;

	private volatile @Nullable Usage usage;

	private volatile @Nullable Duration timeToFirstChunk;

	private volatile @Nullable String errorType;

	private volatile boolean completed;

	private volatile boolean cancelled;

	private volatile boolean waiting;

	private volatile CallPriority priority = CallPriority.INTERACTIVE;

	private volatile long pacingWait;

	private volatile long quotaWait;

	private volatile int attempts;

	private volatile @Nullable LongConsumer chunkTimes;

	private long lastChunk;

	CompletionsObservationContext(ClientObservations client, CompletionRequest request, boolean stream) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		}, Kind.CLIENT);
		setCarrier(new ConcurrentHashMap<>());
		this.client = client;
		this.request = request;
		this.stream = stream;
	}

	/**
	 * Return the name of the client that makes the call.
	 * @return the name
	 */
	public String getClientName() {
		return this.client.name();
	}

	/**
	 * Return the provider of the service.
	 * @return the provider's name, such as {@code together_ai}
	 */
	public String getProviderName() {
		return this.client.settings().providerName();
	}

	/**
	 * Return whether prompts and generated texts are included.
	 * @return whether content is included
	 */
	public boolean isContentIncluded() {
		return this.client.settings().includeContent();
	}

	/**
	 * Return the host of the server.
	 * @return the host of the base URL
	 */
	public String getServerAddress() {
		return this.client.serverAddress();
	}

	/**
	 * Return the port of the server.
	 * @return the port of the base URL, or else of its scheme
	 */
	public int getServerPort() {
		return this.client.serverPort();
	}

	/**
	 * Return the request with the client's defaults.
	 * @return the request, with its prompt
	 */
	public CompletionRequest getRequest() {
		return this.request;
	}

	/**
	 * Return whether the response is streamed to the caller.
	 * @return whether it is a stream
	 */
	public boolean isStream() {
		return this.stream;
	}

	/**
	 * Return the requested model as a tag value: one of at most a hundred per client, or
	 * {@code other}.
	 * @return the model, or {@code none}
	 */
	public String getRequestModelTag() {
		String model = this.request.model();
		return (model != null) ? this.client.models().requested(model) : NONE;
	}

	/**
	 * Return the responding model as a tag value: with the requested one, one of at most
	 * a hundred pairs per client, or {@code other}.
	 * @return the model, or {@code none} before there is a response
	 */
	public String getResponseModelTag() {
		String model = this.responseModel;
		return (model != null) ? this.client.models().responding(getRequestModelTag(), model) : NONE;
	}

	/**
	 * Return the id of the response.
	 * @return the id, or {@code null} if none has arrived
	 */
	public @Nullable String getResponseId() {
		return this.responseId;
	}

	/**
	 * Return the responding model.
	 * @return the model, or {@code null} if none has arrived
	 */
	public @Nullable String getResponseModel() {
		return this.responseModel;
	}

	/**
	 * Return the finish reasons of the choices that have ended.
	 * @return the reasons in the order of the choices, possibly none
	 */
	public List<FinishReason> getFinishReasons() {
		synchronized (this.choices) {
			return this.choices.values().stream().flatMap((choice) -> Stream.ofNullable(choice.finishReason)).toList();
		}
	}

	/**
	 * Return the choices as far as they have been received. The texts are only kept if
	 * content is included.
	 * @return the choices in their order, possibly none
	 */
	public List<Output> getOutputs() {
		synchronized (this.choices) {
			return this.choices.values()
				.stream()
				.<Output>map((choice) -> new ReceivedOutput(choice.text.toString(), choice.finishReason))
				.toList();
		}
	}

	/**
	 * Return the numbers of tokens of the call.
	 * @return the token counts, or {@code null} if none have arrived
	 */
	public @Nullable Usage getUsage() {
		return this.usage;
	}

	/**
	 * Return the time from the start of the call to the first chunk of a stream.
	 * @return the time, or {@code null} if no chunk has arrived or there is no stream
	 */
	public @Nullable Duration getTimeToFirstChunk() {
		return this.timeToFirstChunk;
	}

	/**
	 * Return the number of requests that have been sent so far.
	 * @return the number of requests sent
	 */
	public int getAttempts() {
		return this.attempts;
	}

	/**
	 * Return why the call failed.
	 * @return one of few types, or {@code null} if it has not failed
	 */
	public @Nullable String getErrorType() {
		return this.errorType;
	}

	/**
	 * Return whether the call succeeded.
	 * @return whether the whole response was received
	 */
	public boolean isCompleted() {
		return this.completed;
	}

	/**
	 * Return whether the caller cancelled the call.
	 * @return whether the call was cancelled, which is not an error
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Return whether the call waits for a permit, because of
	 * {@code together.max-concurrent-requests}.
	 * @return whether it waits
	 */
	public boolean isWaiting() {
		return this.waiting;
	}

	/**
	 * Return how long the call has waited because of the client's pacing so far, without
	 * a wait that has not ended.
	 * @return the time for all attempts, zero without pacing
	 */
	public Duration getPacingWait() {
		return Duration.ofNanos(this.pacingWait);
	}

	/**
	 * Return how long the call has waited because of the client's quotas so far, without
	 * a wait that has not ended.
	 * @return the time for all attempts, zero without quotas
	 */
	public Duration getQuotaWait() {
		return Duration.ofNanos(this.quotaWait);
	}

	@Nullable QuotaState quota() {
		return this.client.quota();
	}

	@Nullable PacingState pacing() {
		return this.client.pacing();
	}

	@Nullable BudgetState budget() {
		return this.client.budget();
	}

	/**
	 * Return the attributes of the span: all values except those that only mean "none" in
	 * tags.
	 */
	@Override
	public KeyValues getAllKeyValues() {
		KeyValues all = super.getAllKeyValues();
		return KeyValues.of(all.stream().filter((value) -> !NONE.equals(value.getValue())).toArray(KeyValue[]::new));
	}

	SemanticConventions conventions() {
		return this.client.settings().conventions();
	}

	void attempt() {
		this.attempts = this.attempts + 1;
	}

	void waiting(boolean waiting) {
		this.waiting = waiting;
	}

	void paced(CallPriority priority, long waitedNanos) {
		this.priority = priority;
		this.pacingWait = this.pacingWait + waitedNanos;
	}

	void permitted(CallPriority priority, long waitedNanos) {
		this.priority = priority;
		this.quotaWait = this.quotaWait + waitedNanos;
	}

	CallPriority priority() {
		return this.priority;
	}

	void failed(String errorType) {
		this.errorType = errorType;
	}

	void completed() {
		this.completed = true;
	}

	void cancelled() {
		this.cancelled = true;
	}

	// Receives the nanoseconds from one chunk to the next.
	void chunkTimes(LongConsumer chunkTimes) {
		this.chunkTimes = chunkTimes;
	}

	void received(CompletionResponse response) {
		this.responseId = response.id();
		this.responseModel = response.model();
		this.usage = response.usage();
		synchronized (this.choices) {
			for (CompletionChoice choice : response.choices()) {
				add(choice.index(), choice.finishReason(), choice.text());
			}
		}
	}

	void received(CompletionChunk chunk) {
		if (this.responseId == null) {
			this.responseId = chunk.id();
		}
		if (this.responseModel == null) {
			this.responseModel = chunk.model();
		}
		Usage usage = chunk.usage();
		if (usage != null) {
			this.usage = usage;
		}
		if (!chunk.choices().isEmpty()) {
			time();
			add(chunk.choices());
		}
	}

	private void time() {
		long now = System.nanoTime();
		if (this.timeToFirstChunk == null) {
			this.timeToFirstChunk = Duration.ofNanos(now - this.started);
		}
		else if (this.chunkTimes != null) {
			this.chunkTimes.accept(now - this.lastChunk);
		}
		this.lastChunk = now;
	}

	// Called for each token of a stream, hence without an iterator.
	private void add(List<CompletionChoiceDelta> deltas) {
		for (int i = 0; i < deltas.size(); i++) {
			CompletionChoiceDelta delta = deltas.get(i);
			FinishReason finishReason = delta.finishReason();
			if (finishReason != null || isContentIncluded()) {
				synchronized (this.choices) {
					add(delta.index(), finishReason, delta.text());
				}
			}
		}
	}

	private void add(int index, @Nullable FinishReason finishReason, String text) {
		if (this.choices.size() >= MAX_CHOICES && !this.choices.containsKey(index)) {
			return;
		}
		Choice choice = this.choices.computeIfAbsent(index, (key) -> new Choice());
		if (finishReason != null) {
			choice.finishReason = finishReason;
		}
		if (isContentIncluded()) {
			choice.text.append(text);
		}
	}

	/**
	 * One choice, as far as it has been received.
	 */
	private static final class Choice {

		private final StringBuilder text = new StringBuilder();

		private @Nullable FinishReason finishReason;

	}

	/**
	 * What has been received of one choice. It may gain methods in later versions, and is
	 * not meant to be implemented, except by tests.
	 */
	public interface Output {

		/**
		 * Return the text.
		 * @return the text, empty unless content is included
		 */
		String text();

		/**
		 * Return why the choice ended.
		 * @return the finish reason, or {@code null} if the choice has not ended
		 */
		@Nullable FinishReason finishReason();

	}

	private record ReceivedOutput(String text, @Nullable FinishReason finishReason) implements Output {

	}

}
