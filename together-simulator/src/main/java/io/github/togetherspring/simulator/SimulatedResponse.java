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

package io.github.togetherspring.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.Content.FromModel;
import io.github.togetherspring.simulator.Content.Raw;
import io.github.togetherspring.simulator.Content.Scripted;

/**
 * A scripted answer, for {@link TogetherSimulator#on} and
 * {@link TogetherSimulator#enqueue}. Immutable: each method returns a copy.
 * <p>
 * Where chunks are counted, a chunk is one event of a stream, or one line of any other
 * body.
 */
public final class SimulatedResponse {

	private final Content content;

	private final Map<String, String> headers;

	private final Pacing pacing;

	private final Fault fault;

	private SimulatedResponse(Content content, Map<String, String> headers, Pacing pacing, Fault fault) {
		this.content = content;
		this.headers = headers;
		this.pacing = pacing;
		this.fault = fault;
	}

	private static SimulatedResponse of(Content content) {
		return new SimulatedResponse(content, Map.of(), Pacing.NONE, Fault.NONE);
	}

	/**
	 * The language model's own answer, to be combined with a delay, headers or a fault.
	 * @return the answer
	 */
	public static SimulatedResponse fromModel() {
		return of(new FromModel());
	}

	/**
	 * A completion with the given text, streamed or not, as the request asks.
	 * @param text the text of each choice
	 * @return the answer
	 */
	public static SimulatedResponse completion(String text) {
		return choices(SimulatedChoice.text(text));
	}

	/**
	 * A completion with the given tokens, streamed or not, as the request asks.
	 * @param tokens the text of each token
	 * @return the answer
	 */
	public static SimulatedResponse tokens(String... tokens) {
		return choices(SimulatedChoice.tokens(tokens));
	}

	/**
	 * A completion with the given choices, streamed or not, as the request asks.
	 * @param choices the choices; a single one is repeated as often as the request asks,
	 * several are given whatever it asks
	 * @return the answer
	 */
	public static SimulatedResponse choices(SimulatedChoice... choices) {
		if (choices.length == 0) {
			throw new IllegalArgumentException("A completion has at least one choice");
		}
		return of(new Scripted(Arrays.asList(choices), null));
	}

	/**
	 * An answer with a status and nothing else.
	 * @param status the HTTP status
	 * @return the answer
	 */
	public static SimulatedResponse status(int status) {
		return of(new Raw(status, "", List.of(), false));
	}

	/**
	 * An error as the service tells it.
	 * @param status the HTTP status
	 * @param type the type of the error, for example {@code rate_limit}
	 * @param message the message
	 * @return the answer
	 */
	public static SimulatedResponse error(int status, String type, String message) {
		RequestId id = RequestId.next();
		return json(status,
				WireJson.pretty(new Bodies.Failure(id.value(), new Bodies.Problem(message, type, null, null))))
			.withHeader("x-request-id", id.value())
			.withHeader("cf-ray", id.ray());
	}

	/**
	 * An answer with a JSON body.
	 * @param status the HTTP status
	 * @param body the body
	 * @return the answer
	 */
	public static SimulatedResponse json(int status, String body) {
		return body(status, "application/json; charset=utf-8", body);
	}

	/**
	 * An answer with an HTML page.
	 * @param status the HTTP status
	 * @param body the page
	 * @return the answer
	 */
	public static SimulatedResponse html(int status, String body) {
		return body(status, "text/html; charset=UTF-8", body);
	}

	/**
	 * An answer in plain text.
	 * @param status the HTTP status
	 * @param body the text
	 * @return the answer
	 */
	public static SimulatedResponse text(int status, String body) {
		return body(status, "text/plain; charset=utf-8", body);
	}

	private static SimulatedResponse body(int status, String contentType, String body) {
		return of(new Raw(status, contentType, Answer.lines(body), false));
	}

	/**
	 * A stream with the given events and nothing else: {@code [DONE]} must be given too.
	 * @param data the data of each event, on one line
	 * @return the answer
	 */
	public static SimulatedResponse events(String... data) {
		return chunks(Stream.of(data).map(Answer::event).toArray(String[]::new));
	}

	/**
	 * A stream whose body is given as it is, each chunk written by itself.
	 * @param chunks the parts of the body
	 * @return the answer
	 */
	public static SimulatedResponse chunks(String... chunks) {
		return of(new Raw(200, Answer.EVENT_STREAM, Arrays.asList(chunks), true));
	}

	/**
	 * Give each choice of a scripted completion another finish reason than {@code stop}.
	 * @param finishReason the finish reason
	 * @return the changed answer
	 */
	public SimulatedResponse withFinishReason(String finishReason) {
		Scripted scripted = scripted("finish reason");
		return with(new Scripted(
				scripted.choices().stream().map((choice) -> choice.withFinishReason(finishReason)).toList(),
				scripted.usage()));
	}

	/**
	 * Give each choice of a completion with scripted tokens its log probabilities, which
	 * are told to requests that ask for them.
	 * @param logprobs one for each token
	 * @return the changed answer
	 */
	public SimulatedResponse withLogprobs(double... logprobs) {
		Scripted scripted = scripted("log probabilities");
		return with(new Scripted(scripted.choices().stream().map((choice) -> choice.withLogprobs(logprobs)).toList(),
				scripted.usage()));
	}

	/**
	 * Let a scripted completion tell another usage than its tokens would give.
	 * @param promptTokens the tokens of the prompt
	 * @param completionTokens the tokens of all choices
	 * @return the changed answer
	 */
	public SimulatedResponse withUsage(int promptTokens, int completionTokens) {
		return with(new Scripted(scripted("usage").choices(),
				new Bodies.Usage(promptTokens, completionTokens, promptTokens + completionTokens, 0)));
	}

	private Scripted scripted(String what) {
		if (this.content instanceof Scripted scripted) {
			return scripted;
		}
		throw new IllegalStateException("Only completion(...), tokens(...) and choices(...) have a " + what);
	}

	private SimulatedResponse with(Content content) {
		return new SimulatedResponse(content, this.headers, this.pacing, this.fault);
	}

	/**
	 * Add a header, or replace one.
	 * @param name the name
	 * @param value the value
	 * @return the changed answer
	 */
	public SimulatedResponse withHeader(String name, String value) {
		Map<String, String> changed = new LinkedHashMap<>(this.headers);
		changed.put(name, value);
		return new SimulatedResponse(this.content, changed, this.pacing, this.fault);
	}

	/**
	 * Wait before the headers are sent.
	 * @param delay how long
	 * @return the changed answer
	 */
	public SimulatedResponse withDelay(Duration delay) {
		return with(this.pacing.withDelay(delay));
	}

	/**
	 * Wait before each chunk.
	 * @param delay how long
	 * @return the changed answer
	 */
	public SimulatedResponse withChunkDelay(Duration delay) {
		return withChunkDelays(delay);
	}

	/**
	 * Wait before each chunk for a time of its own.
	 * @param delays how long to wait before the first chunk, the second and so on; the
	 * last one counts for all further chunks too
	 * @return the changed answer
	 */
	public SimulatedResponse withChunkDelays(Duration... delays) {
		return with(this.pacing.withChunkDelays(Arrays.asList(delays)));
	}

	/**
	 * Send the body a few bytes at a time, so that characters and events are cut in two.
	 * What is sent at a time counts as a chunk.
	 * @param bytes how many bytes to send at a time
	 * @param delay how long to wait before each
	 * @return the changed answer
	 */
	public SimulatedResponse trickle(int bytes, Duration delay) {
		if (bytes < 1) {
			throw new IllegalArgumentException("At least one byte must be sent at a time: " + bytes);
		}
		return with(new Pacing(this.pacing.delay(), List.of(delay), bytes));
	}

	private SimulatedResponse with(Pacing pacing) {
		return new SimulatedResponse(this.content, this.headers, pacing, this.fault);
	}

	/**
	 * Send nothing at all, and keep the connection open.
	 * @return the changed answer
	 */
	public SimulatedResponse stallBeforeHeaders() {
		return withFault(new Fault(Fault.Kind.STALL, Fault.BEFORE_HEADERS));
	}

	/**
	 * Close the connection (FIN) instead of answering.
	 * @return the changed answer
	 */
	public SimulatedResponse closeBeforeHeaders() {
		return withFault(new Fault(Fault.Kind.CLOSE, Fault.BEFORE_HEADERS));
	}

	/**
	 * Reset the connection (RST) instead of answering.
	 * @return the changed answer
	 */
	public SimulatedResponse resetBeforeHeaders() {
		return withFault(new Fault(Fault.Kind.RESET, Fault.BEFORE_HEADERS));
	}

	/**
	 * Send some chunks, then nothing more, and keep the connection open.
	 * @param chunks how many chunks; 0 for the headers only
	 * @return the changed answer
	 */
	public SimulatedResponse stallAfter(int chunks) {
		return withFault(Fault.after(chunks, Fault.Kind.STALL));
	}

	/**
	 * Send some chunks, then close the connection (FIN).
	 * @param chunks how many chunks; 0 for the headers only
	 * @return the changed answer
	 */
	public SimulatedResponse closeAfter(int chunks) {
		return withFault(Fault.after(chunks, Fault.Kind.CLOSE));
	}

	/**
	 * Send some chunks, then reset the connection (RST).
	 * @param chunks how many chunks; 0 for the headers only
	 * @return the changed answer
	 */
	public SimulatedResponse resetAfter(int chunks) {
		return withFault(Fault.after(chunks, Fault.Kind.RESET));
	}

	private SimulatedResponse withFault(Fault fault) {
		return new SimulatedResponse(this.content, this.headers, this.pacing, fault);
	}

	Content content() {
		return this.content;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	Pacing pacing() {
		return this.pacing;
	}

	Fault fault() {
		return this.fault;
	}

}
