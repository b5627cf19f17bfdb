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

package io.github.togetherspring.simulator.script;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A scripted response, for the simulator's {@code on(...)} and {@code enqueue(...)}.
 * Immutable: each method returns a copy.
 * <p>
 * A chunk is an event of a stream, or a line of any other body.
 */
public final class SimulatedResponse {

	private final Content content;

	private final Map<String, String> headers;

	private final Pacing pacing;

	private final @Nullable Fault fault;

	private SimulatedResponse(Content content, Map<String, String> headers, Pacing pacing, @Nullable Fault fault) {
		this.content = content;
		this.headers = headers;
		this.pacing = pacing;
		this.fault = fault;
	}

	private static SimulatedResponse of(Content content) {
		return new SimulatedResponse(content, Map.of(), Pacing.NONE, null);
	}

	/**
	 * Create a response by the language model, to be combined with a delay, headers or a
	 * fault.
	 * @return the response
	 */
	public static SimulatedResponse fromModel() {
		return of(new Content.Generated());
	}

	/**
	 * Create a completion from its text. It is streamed if the request asks for a stream.
	 * @param text the text of each choice
	 * @return the response
	 */
	public static SimulatedResponse completion(String text) {
		return choices(SimulatedChoice.text(text));
	}

	/**
	 * Create a completion from its tokens. It is streamed if the request asks for a
	 * stream.
	 * @param tokens the text of each token
	 * @return the response
	 */
	public static SimulatedResponse tokens(String... tokens) {
		return choices(SimulatedChoice.tokens(tokens));
	}

	/**
	 * Create a completion from its choices. It is streamed if the request asks for a
	 * stream.
	 * @param choices the choices; a single one is repeated for each choice of the
	 * request, several are sent whatever the request asks for
	 * @return the response
	 * @throws IllegalArgumentException if there are no choices
	 */
	public static SimulatedResponse choices(SimulatedChoice... choices) {
		if (choices.length == 0) {
			throw new IllegalArgumentException("A completion must have at least one choice");
		}
		return of(new Content.Completion(List.of(choices), null));
	}

	/**
	 * Create a response with a status and nothing else.
	 * @param status the HTTP status
	 * @return the response
	 */
	public static SimulatedResponse status(int status) {
		return of(new Content.Body(status, null, ""));
	}

	/**
	 * Create an error in the format of the service.
	 * @param status the HTTP status
	 * @param type the type of the error, for example {@code rate_limit}
	 * @param message the message
	 * @return the response
	 */
	public static SimulatedResponse error(int status, String type, String message) {
		return of(new Content.Error(status, type, message));
	}

	/**
	 * Create a response with a JSON body.
	 * @param status the HTTP status
	 * @param body the body
	 * @return the response
	 */
	public static SimulatedResponse json(int status, String body) {
		return body(status, "application/json; charset=utf-8", body);
	}

	/**
	 * Create a response with an HTML page.
	 * @param status the HTTP status
	 * @param body the page
	 * @return the response
	 */
	public static SimulatedResponse html(int status, String body) {
		return body(status, "text/html; charset=UTF-8", body);
	}

	/**
	 * Create a response with plain text.
	 * @param status the HTTP status
	 * @param body the text
	 * @return the response
	 */
	public static SimulatedResponse text(int status, String body) {
		return body(status, "text/plain; charset=utf-8", body);
	}

	private static SimulatedResponse body(int status, String contentType, String body) {
		return of(new Content.Body(status, contentType, body));
	}

	/**
	 * Create a stream from its events. {@code [DONE]} is not added.
	 * @param data the data of each event, on one line
	 * @return the response
	 */
	public static SimulatedResponse events(String... data) {
		return chunks(Stream.of(data).map((event) -> "data: " + event + "\n\n").toArray(String[]::new));
	}

	/**
	 * Create a stream from the parts of its body, each of which is written separately.
	 * @param chunks the parts of the body
	 * @return the response
	 */
	public static SimulatedResponse chunks(String... chunks) {
		return of(new Content.EventStream(List.of(chunks)));
	}

	/**
	 * Set the finish reason of all choices, by default {@code stop}.
	 * @param finishReason the finish reason
	 * @return the changed response
	 * @throws IllegalStateException if this is not a scripted completion
	 */
	public SimulatedResponse withFinishReason(String finishReason) {
		Content.Completion scripted = scripted("finish reason");
		return with(new Content.Completion(
				scripted.choices().stream().map((choice) -> choice.withFinishReason(finishReason)).toList(),
				scripted.usage()));
	}

	/**
	 * Set the log probabilities of the tokens of all choices. They are only sent if the
	 * request asks for log probabilities.
	 * @param logprobs one for each token
	 * @return the changed response
	 * @throws IllegalStateException if this was not created from tokens
	 * @throws IllegalArgumentException if their number differs from that of the tokens
	 */
	public SimulatedResponse withLogprobs(double... logprobs) {
		Content.Completion scripted = scripted("log probabilities");
		return with(new Content.Completion(
				scripted.choices().stream().map((choice) -> choice.withLogprobs(logprobs)).toList(), scripted.usage()));
	}

	/**
	 * Set the usage. By default, the tokens are counted.
	 * @param promptTokens the number of tokens in the prompts
	 * @param completionTokens the number of tokens in all choices
	 * @return the changed response
	 * @throws IllegalStateException if this is not a scripted completion
	 */
	public SimulatedResponse withUsage(int promptTokens, int completionTokens) {
		return with(
				new Content.Completion(scripted("usage").choices(), new Content.Usage(promptTokens, completionTokens)));
	}

	private Content.Completion scripted(String what) {
		if (this.content instanceof Content.Completion scripted) {
			return scripted;
		}
		throw new IllegalStateException("Only completion(...), tokens(...) and choices(...) have a " + what);
	}

	private SimulatedResponse with(Content content) {
		return new SimulatedResponse(content, this.headers, this.pacing, this.fault);
	}

	/**
	 * Set a header, replacing any other value.
	 * @param name the name
	 * @param value the value
	 * @return the changed response
	 */
	public SimulatedResponse withHeader(String name, String value) {
		Map<String, String> changed = new LinkedHashMap<>(this.headers);
		changed.put(name, value);
		return new SimulatedResponse(this.content, Collections.unmodifiableMap(changed), this.pacing, this.fault);
	}

	/**
	 * Set the delay before the headers.
	 * @param delay the delay
	 * @return the changed response
	 */
	public SimulatedResponse withDelay(Duration delay) {
		return with(this.pacing.withDelay(delay));
	}

	/**
	 * Set the delay before each chunk.
	 * @param delay the delay
	 * @return the changed response
	 */
	public SimulatedResponse withChunkDelay(Duration delay) {
		return withChunkDelays(delay);
	}

	/**
	 * Set the delays before the first chunk, the second and so on.
	 * @param delays the delays, of which the last one applies to all further chunks
	 * @return the changed response
	 */
	public SimulatedResponse withChunkDelays(Duration... delays) {
		return with(this.pacing.withChunkDelays(Arrays.asList(delays)));
	}

	/**
	 * Send the body a few bytes at a time, so that events and even characters are split.
	 * Each of these pieces counts as a chunk.
	 * @param bytes the number of bytes sent at a time
	 * @param delay the delay before each piece
	 * @return the changed response
	 * @throws IllegalArgumentException if the number of bytes is less than 1
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
	 * Send nothing, and keep the connection open.
	 * @return the changed response
	 */
	public SimulatedResponse stallBeforeHeaders() {
		return withFault(Fault.beforeHeaders(Fault.Kind.STALL));
	}

	/**
	 * Close the connection (FIN) instead of responding.
	 * @return the changed response
	 */
	public SimulatedResponse closeBeforeHeaders() {
		return withFault(Fault.beforeHeaders(Fault.Kind.CLOSE));
	}

	/**
	 * Reset the connection (RST) instead of responding.
	 * @return the changed response
	 */
	public SimulatedResponse resetBeforeHeaders() {
		return withFault(Fault.beforeHeaders(Fault.Kind.RESET));
	}

	/**
	 * Send some chunks, then nothing more, and keep the connection open.
	 * @param chunks the number of chunks; 0 for the headers only
	 * @return the changed response
	 * @throws IllegalArgumentException if the number of chunks is negative
	 */
	public SimulatedResponse stallAfter(int chunks) {
		return withFault(Fault.after(chunks, Fault.Kind.STALL));
	}

	/**
	 * Send some chunks, then close the connection (FIN).
	 * @param chunks the number of chunks; 0 for the headers only
	 * @return the changed response
	 * @throws IllegalArgumentException if the number of chunks is negative
	 */
	public SimulatedResponse closeAfter(int chunks) {
		return withFault(Fault.after(chunks, Fault.Kind.CLOSE));
	}

	/**
	 * Send some chunks, then reset the connection (RST).
	 * @param chunks the number of chunks; 0 for the headers only
	 * @return the changed response
	 * @throws IllegalArgumentException if the number of chunks is negative
	 */
	public SimulatedResponse resetAfter(int chunks) {
		return withFault(Fault.after(chunks, Fault.Kind.RESET));
	}

	private SimulatedResponse withFault(Fault fault) {
		return new SimulatedResponse(this.content, this.headers, this.pacing, fault);
	}

	/**
	 * Return the content, for the simulator itself.
	 * @return the content
	 */
	public Content content() {
		return this.content;
	}

	/**
	 * Return the headers, for the simulator itself.
	 * @return the headers
	 */
	public Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * Return the pace, for the simulator itself.
	 * @return the pace
	 */
	public Pacing pacing() {
		return this.pacing;
	}

	/**
	 * Return the fault, for the simulator itself.
	 * @return the fault, or {@code null} if there is none
	 */
	public @Nullable Fault fault() {
		return this.fault;
	}

}
