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

package io.github.togetherspring.internal.exchange;

import java.util.function.BooleanSupplier;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.internal.call.Call;
import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.internal.json.JsonCodec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Reads streamed responses as chunks.
 */
public final class StreamReader {

	private final JsonCodec json;

	private final ErrorResponseReader errors;

	private final BodyReader bodies;

	private final FailedResponses failures;

	private final Deadlines deadlines;

	private final int maxEventSize;

	/**
	 * Create a reader.
	 * @param json reads JSON
	 * @param errors reads errors
	 * @param bodies reads what is not an event stream
	 * @param failures reads responses whose status is not a success
	 * @param deadlines the time-outs of the client
	 * @param maxEventSize the maximum size of an event, in bytes
	 */
	public StreamReader(JsonCodec json, ErrorResponseReader errors, BodyReader bodies, FailedResponses failures,
			Deadlines deadlines, int maxEventSize) {
		this.json = json;
		this.errors = errors;
		this.bodies = bodies;
		this.failures = failures;
		this.deadlines = deadlines;
		this.maxEventSize = maxEventSize;
	}

	/**
	 * Read a response to a request for a stream.
	 * @param response the response
	 * @param call the call
	 * @param attempt the attempt
	 * @return the chunks
	 */
	public Flux<CompletionChunk> read(ClientResponse response, Call call, Attempt attempt) {
		if (!response.statusCode().is2xxSuccessful()) {
			return this.failures.<CompletionChunk>read(response, attempt).flux();
		}
		ResponseHead head = ResponseHead.of(response, attempt);
		String problem = head.problem(true);
		if (problem != null) {
			return Flux.error(unread(problem, head, attempt));
		}
		if (head.hasType(MediaType.TEXT_EVENT_STREAM)) {
			return readEvents(response, head, call, attempt);
		}
		int choices = call.expectedChoices();
		ChunkDecoder decoder = decoder(head, choices);
		return body(response, head, attempt, decoder::isOver).skipWhile(ResponseFormat::isBlank)
			.switchOnFirst((first, whole) -> switch (format(head, first.get())) {
				case JSON -> readOneChunk(head, whole, choices);
				case EVENTS -> new DecodedChunks(whole, decoder, this.deadlines);
				case OTHER -> readOther(head, whole, attempt);
			})
			// This also releases the skipped buffers, which nothing else does.
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	/**
	 * Read an event stream.
	 * @param response the response
	 * @param head its headers
	 * @param call the call
	 * @param attempt the attempt
	 * @return the chunks
	 */
	public Flux<CompletionChunk> readEvents(ClientResponse response, ResponseHead head, Call call, Attempt attempt) {
		ChunkDecoder decoder = decoder(head, call.expectedChoices());
		return new DecodedChunks(body(response, head, attempt, decoder::isOver), decoder, this.deadlines);
	}

	private ChunkDecoder decoder(ResponseHead head, int choices) {
		return new ChunkDecoder(head, this.json, this.errors, this.maxEventSize, choices);
	}

	// Errors up to this point come from the connection; later ones do not.
	public Flux<DataBuffer> body(ClientResponse response, ResponseHead head, Attempt attempt, BooleanSupplier over) {
		return new IdleTimeout(attempt.idleTimeout(), this.deadlines, over)
			.apply(attempt.closer().read(response).onErrorMap((error) -> TransportErrorTranslator.inBody(error, head)));
	}

	// Otherwise, WebClient would read an unread body to its end, if it has one.
	public static UnreadableResponseException unread(String problem, ResponseHead head, Attempt attempt) {
		attempt.dispose();
		return new UnreadableResponseException(problem, head.withoutDetails(), null);
	}

	// The first bytes decide or, if they are ambiguous, the content type.
	private static ResponseFormat format(ResponseHead head, @Nullable DataBuffer first) {
		ResponseFormat format = ResponseFormat.of(first);
		if (format != ResponseFormat.OTHER) {
			return format;
		}
		if (!head.hasType()) {
			return ResponseFormat.EVENTS;
		}
		return head.hasType(MediaType.APPLICATION_JSON) ? ResponseFormat.JSON : ResponseFormat.OTHER;
	}

	// Some gateways don't stream: the whole response is then a single chunk.
	private Flux<CompletionChunk> readOneChunk(ResponseHead head, Flux<DataBuffer> body, int choices) {
		return this.bodies.read(head, body, choices).map((json) -> CompletionChunk.of(json, head.metadata())).flux();
	}

	private Flux<CompletionChunk> readOther(ResponseHead head, Flux<DataBuffer> body, Attempt attempt) {
		return this.bodies.readError(head, body, attempt.idleTimeout())
			.flatMapMany((error) -> Flux.error(new UnreadableResponseException(
					"The response is not an event stream but " + BodyReader.describe(error), error, null)));
	}

}
