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

import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.internal.call.Call;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Reads responses to requests without streaming.
 */
public final class ResponseReader {

	private final BodyReader bodies;

	private final StreamReader streams;

	private final FailedResponses failures;

	/**
	 * Create a reader.
	 * @param bodies reads bodies
	 * @param streams reads responses that are streamed nevertheless
	 * @param failures reads responses whose status is not a success
	 */
	public ResponseReader(BodyReader bodies, StreamReader streams, FailedResponses failures) {
		this.bodies = bodies;
		this.streams = streams;
		this.failures = failures;
	}

	/**
	 * Read a response.
	 * @param response the response
	 * @param call the call
	 * @param attempt the attempt
	 * @return the response as a single item
	 */
	public Flux<CompletionResponse> read(ClientResponse response, Call call, Attempt attempt) {
		return readOne(response, call, attempt).flux();
	}

	private Mono<CompletionResponse> readOne(ClientResponse response, Call call, Attempt attempt) {
		if (!response.statusCode().is2xxSuccessful()) {
			return this.failures.read(response, attempt);
		}
		ResponseHead head = ResponseHead.of(response, attempt);
		// Some servers stream although this was not requested.
		boolean stream = head.hasType(MediaType.TEXT_EVENT_STREAM);
		String problem = head.problem(stream);
		if (problem != null) {
			return Mono.error(StreamReader.unread(problem, head, attempt));
		}
		if (stream) {
			return this.streams.readEvents(response, head, call, attempt).collect(CompletionResponse.collector());
		}
		return this.bodies.read(head, this.streams.body(response, head, attempt, () -> false), call.expectedChoices())
			.map((json) -> CompletionResponse.of(json, head.metadata()));
	}

}
