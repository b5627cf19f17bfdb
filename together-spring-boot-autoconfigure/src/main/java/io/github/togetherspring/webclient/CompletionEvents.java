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

package io.github.togetherspring.webclient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.completions.CompletionChoiceDelta;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.JsonObject;
import io.github.togetherspring.error.ErrorResponse;
import io.github.togetherspring.error.StreamErrorException;
import io.github.togetherspring.error.StreamTruncatedException;
import io.github.togetherspring.error.TogetherException;
import io.github.togetherspring.error.UnreadableResponseException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Turns the bytes of one streamed answer into chunks, and knows whether the answer is
 * whole: a stream that ends must have said {@code [DONE]}, or have given a finish reason
 * for every choice that it started. For one stream and one thread at a time.
 */
final class CompletionEvents {

	private final ResponseHead head;

	private final JsonStreamReader json;

	private final ErrorResponses errors;

	private final EventAssembler assembler;

	private final LineSplitter splitter;

	private final Map<Integer, Boolean> finishedChoices = new HashMap<>();

	private byte[] bytes = new byte[512];

	private List<CompletionChunk> chunks = new ArrayList<>();

	private boolean done;

	private @Nullable TogetherException error;

	CompletionEvents(ResponseHead head, JsonCodec json, ErrorResponses errors, int maxEventSize) {
		this.head = head;
		this.json = json.streamReader();
		this.errors = errors;
		this.assembler = new EventAssembler(maxEventSize, this::onEvent);
		this.splitter = new LineSplitter(maxEventSize, this.assembler);
	}

	/**
	 * Reads the next bytes of the stream.
	 * @param buffer the bytes, which are read and released
	 * @return what they complete
	 */
	Batch read(DataBuffer buffer) {
		int length = buffer.readableByteCount();
		try {
			if (length > this.bytes.length) {
				this.bytes = new byte[length];
			}
			buffer.read(this.bytes, 0, length);
		}
		finally {
			DataBufferUtils.release(buffer);
		}
		return read(this.bytes, length);
	}

	private Batch read(byte[] bytes, int length) {
		try {
			this.splitter.feed(bytes, length);
		}
		catch (EventTooLargeException ex) {
			// What follows the end of the stream is no part of it.
			if (!this.done && this.error == null) {
				fail(new UnreadableResponseException(String.valueOf(ex.getMessage()), response(), null));
			}
		}
		Batch batch = new Batch(this.chunks, this.error, this.done);
		this.chunks = new ArrayList<>();
		return batch;
	}

	/**
	 * Ends the stream with an error.
	 * @param error the error
	 */
	void fail(TogetherException error) {
		this.error = error;
	}

	/**
	 * Checks the end of the stream.
	 * @return the error that it ended with or, if the answer is not whole, ends with now,
	 * or {@code null}
	 */
	@Nullable TogetherException checkEnd() {
		if (this.done || this.error != null) {
			return this.error;
		}
		boolean middle = this.splitter.hasBegunLine() || this.assembler.hasBegunEvent();
		String problem = null;
		if (middle) {
			problem = endsInDone() ? null : "in the middle of an event";
		}
		else if (this.finishedChoices.isEmpty()) {
			problem = "before any text came";
		}
		else if (this.finishedChoices.containsValue(false)) {
			problem = "before the text was finished";
		}
		return (problem != null) ? new StreamTruncatedException("The stream ended " + problem, response(), null) : null;
	}

	// The standard drops an event without an empty line behind it; of "[DONE]" nothing
	// can be missing.
	private boolean endsInDone() {
		try {
			if (this.splitter.hasBegunLine()) {
				this.splitter.endBegunLine();
			}
			return this.assembler.begunEvent().isDone();
		}
		catch (EventTooLargeException ex) {
			// No line of that length says "[DONE]".
			return false;
		}
	}

	ErrorResponse response() {
		return this.head.withoutDetails();
	}

	private void onEvent(StreamEvent event) {
		if (this.done || this.error != null || (event.isBlank() && !event.isError())) {
			return;
		}
		if (event.isDone()) {
			this.done = true;
			return;
		}
		JsonObject object;
		try {
			object = this.json.readObject(event.buffer(), event.from(), event.length());
		}
		catch (JsonCodec.BrokenJsonException ex) {
			ErrorResponse response = this.errors.read(this.head, event.data());
			fail(event.isError() ? new StreamErrorException(response)
					: new UnreadableResponseException("An event of the stream is " + ex.getMessage(), response, null));
			return;
		}
		CompletionChunk chunk = CompletionChunk.of(object, this.head.headers());
		if (event.isError() || hasError(chunk)) {
			fail(new StreamErrorException(this.errors.read(this.head, event.data())));
			return;
		}
		for (CompletionChoiceDelta choice : chunk.choices()) {
			if (choice.finishReason() != null) {
				this.finishedChoices.put(choice.index(), true);
			}
			else {
				this.finishedChoices.putIfAbsent(choice.index(), false);
			}
		}
		this.chunks.add(chunk);
	}

	private static boolean hasError(CompletionChunk chunk) {
		// Older versions of vLLM send the error without an envelope.
		boolean bare = "error".equals(chunk.object()) && chunk.choices().isEmpty();
		boolean error = bare || isError(chunk.json().get("error"));
		for (CompletionChoiceDelta choice : chunk.choices()) {
			error |= isError(choice.json().get("error"));
		}
		return error;
	}

	static boolean isError(@Nullable Object error) {
		return error != null && !error.equals("") && !error.equals(false);
	}

	/**
	 * What some bytes of the stream completed.
	 *
	 * @param chunks the chunks, possibly none
	 * @param error the error after them, or {@code null}
	 * @param done whether the server said that this is all
	 */
	record Batch(List<CompletionChunk> chunks, @Nullable TogetherException error, boolean done) {

	}

}
