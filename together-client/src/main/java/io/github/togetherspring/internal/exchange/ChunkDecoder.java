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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.completions.CompletionChoiceDelta;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.StreamErrorException;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.internal.json.EventJsonReader;
import io.github.togetherspring.internal.json.JsonCodec;
import io.github.togetherspring.internal.json.JsonObject;
import io.github.togetherspring.internal.sse.EventAssembler;
import io.github.togetherspring.internal.sse.EventTooLargeException;
import io.github.togetherspring.internal.sse.LineSplitter;
import io.github.togetherspring.internal.sse.StreamEvent;
import io.github.togetherspring.internal.sse.StreamEvent.Source;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Decodes the bytes of one streamed response into chunks, and checks that the response is
 * complete: the stream must have started a choice, and must then have sent {@code [DONE]}
 * or a finish reason for every choice that it started. Not thread-safe.
 */
final class ChunkDecoder {

	private static final int MAX_STRAY_BYTES = 64 * 1024;

	private final ResponseHead head;

	private final EventJsonReader json;

	private final ErrorResponseReader errors;

	private final EventAssembler assembler;

	private final LineSplitter splitter;

	private final StreamedChoices choices;

	private byte[] bytes = new byte[512];

	private List<CompletionChunk> chunks = new ArrayList<>();

	// The event type of the chunks, if they have one.
	private String chunkType = "";

	// What arrived instead of chunks.
	private byte @Nullable [] stray;

	private boolean done;

	// In nanoseconds, or 0 before the first bytes after the last finish reason.
	private long overSince;

	private @Nullable TogetherException error;

	/**
	 * Create a decoder for one stream.
	 * @param head the response's head
	 * @param json reads JSON
	 * @param errors reads errors
	 * @param maxEventSize the maximum size of an event, in bytes
	 * @param expectedChoices the number of choices that were requested
	 */
	ChunkDecoder(ResponseHead head, JsonCodec json, ErrorResponseReader errors, int maxEventSize, int expectedChoices) {
		this.head = head;
		this.json = json.eventReader();
		this.errors = errors;
		this.assembler = new EventAssembler(maxEventSize, this::onEvent);
		this.splitter = new LineSplitter(maxEventSize, this.assembler);
		this.choices = new StreamedChoices(expectedChoices);
	}

	/**
	 * Read the next bytes of the stream.
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
		boolean over = isOver();
		try {
			this.splitter.feed(bytes, length);
		}
		catch (EventTooLargeException ex) {
			tooLarge(ex);
		}
		if (over) {
			endInTime();
		}
		return takeBatch(false);
	}

	private void tooLarge(EventTooLargeException error) {
		// What follows the end of the stream is not part of it.
		if (!hasEnded() && !isOver()) {
			this.error = new UnreadableResponseException(String.valueOf(error.getMessage()), response(), null);
		}
	}

	// A server that keeps sending pings would not be idle.
	private void endInTime() {
		long now = System.nanoTime();
		if (this.overSince == 0) {
			this.overSince = now;
		}
		else if (now - this.overSince > IdleTimeout.GRACE.toNanos()) {
			this.done = true;
		}
	}

	private Batch takeBatch(boolean last) {
		Batch batch = new Batch(this.chunks, this.error, this.done, last);
		this.chunks = new ArrayList<>();
		return batch;
	}

	/**
	 * Return whether all text has arrived: every choice that was requested has its finish
	 * reason. Token counts and {@code [DONE]} may still follow.
	 * @return whether to wait only briefly for more
	 */
	boolean isOver() {
		return this.choices.areComplete() && !hasEnded();
	}

	/**
	 * End the stream.
	 * @param failure the error that ended its connection, or {@code null}. It is ignored
	 * if all text has arrived.
	 * @return the rest of the stream, with its error or, if the response is incomplete, a
	 * new one
	 */
	Batch end(@Nullable TogetherException failure) {
		boolean middle = readRest();
		if (this.error == null) {
			String problem = problem(middle);
			if (failure != null && !this.done && !this.choices.areComplete()) {
				this.error = failure;
			}
			else if (problem != null && this.choices.areNone() && this.stray != null) {
				this.error = new UnreadableResponseException("The stream does not contain a completion",
						this.errors.read(this.head, this.stray), null);
			}
			else if (problem != null) {
				this.error = new StreamTruncatedException("The stream ended " + problem, response(), null);
			}
		}
		return takeBatch(true);
	}

	private @Nullable String problem(boolean middle) {
		if (this.choices.areComplete() || (this.done && !this.choices.areNone())) {
			return null;
		}
		if (middle) {
			return "in the middle of an event";
		}
		if (this.choices.areNone()) {
			return "before any text arrived";
		}
		return this.choices.areFinished() ? null : "before the text was finished";
	}

	// The standard drops an event without an empty line after it. However, nothing
	// relevant can be missing from "[DONE]", a complete JSON object or an error.
	private boolean readRest() {
		if (hasEnded()) {
			return false;
		}
		boolean begunLine = this.splitter.hasBegunLine();
		try {
			if (begunLine) {
				this.splitter.endBegunLine();
			}
			if (!this.assembler.hasBegunEvent()) {
				return begunLine;
			}
			StreamEvent event = this.assembler.endBegunEvent();
			if (event.isDone() || event.isBlank() || event.isError() || event.source() != Source.DATA
					|| isObject(event)) {
				onEvent(event);
				return false;
			}
			return true;
		}
		catch (EventTooLargeException ex) {
			return true;
		}
	}

	private boolean isObject(StreamEvent event) {
		try {
			read(event);
			return true;
		}
		catch (JsonCodec.BrokenJsonException ex) {
			return false;
		}
	}

	private boolean hasEnded() {
		return this.done || this.error != null;
	}

	FailedResponse response() {
		return this.head.withoutDetails();
	}

	private void onEvent(StreamEvent event) {
		if (hasEnded() || (event.isBlank() && !event.isError())) {
			return;
		}
		if (event.isDone()) {
			this.done = true;
			return;
		}
		switch (event.source()) {
			case DATA -> onData(event);
			case ERROR -> onErrorField(event);
			case UNFRAMED -> onUnframed(event);
		}
	}

	private void onData(StreamEvent event) {
		if (event.isMessage() || event.isError() || event.type().equals(this.chunkType)) {
			onMessage(event);
		}
		else {
			onOther(event);
		}
	}

	private void onMessage(StreamEvent event) {
		JsonObject object;
		try {
			object = read(event);
		}
		catch (JsonCodec.BrokenJsonException ex) {
			FailedResponse response = this.errors.read(this.head, event.data());
			this.error = event.isError() ? new StreamErrorException(response)
					: new UnreadableResponseException("An event of the stream is " + ex.getMessage(), response, null);
			return;
		}
		CompletionChunk chunk = CompletionChunk.of(object, this.head.metadata());
		if (event.isError() || hasError(chunk)) {
			this.error = new StreamErrorException(this.errors.read(this.head, event.data()));
		}
		else {
			add(chunk);
		}
	}

	// Pings and progress are not chunks. However, some servers give their chunks a type.
	private void onOther(StreamEvent event) {
		JsonObject object = readIfObject(event);
		if (object != null && (object.get("choices") instanceof List || isError(object.get("error")))) {
			this.chunkType = event.type();
			onMessage(event);
		}
	}

	private void onErrorField(StreamEvent event) {
		JsonObject object = readIfObject(event);
		if (isError((object != null) ? object : event.text().strip())) {
			this.error = new StreamErrorException(this.errors.read(this.head, event.data()));
		}
	}

	private void onUnframed(StreamEvent event) {
		JsonObject object = readIfObject(event);
		if (object != null && (object.get("choices") instanceof List || isError(object.get("error"))
				|| "error".equals(object.get("object")))) {
			onMessage(event);
		}
		else if (this.stray == null && this.choices.areNone()) {
			byte[] data = event.data();
			this.stray = (data.length > MAX_STRAY_BYTES) ? Arrays.copyOf(data, MAX_STRAY_BYTES) : data;
		}
	}

	private @Nullable JsonObject readIfObject(StreamEvent event) {
		try {
			return read(event);
		}
		catch (JsonCodec.BrokenJsonException ex) {
			return null;
		}
	}

	private JsonObject read(StreamEvent event) {
		return this.json.readObject(event.buffer(), event.from(), event.length());
	}

	private void add(CompletionChunk chunk) {
		if (this.choices.add(chunk)) {
			this.chunks.add(chunk);
		}
		else {
			this.error = new UnreadableResponseException(
					"The stream has several choices that can't be told apart, since their index is missing or the same",
					response(), null);
		}
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

	/**
	 * Return whether an {@code error} member reports an error. Some gateways add an empty
	 * one to each successful response.
	 * @param error its value
	 * @return whether it, or one of its members, is not empty
	 */
	static boolean isError(@Nullable Object error) {
		if (error instanceof Map<?, ?> members) {
			return members.values().stream().anyMatch(ChunkDecoder::isError);
		}
		if (error instanceof Collection<?> items) {
			return items.stream().anyMatch(ChunkDecoder::isError);
		}
		if (error instanceof String text) {
			return !text.isBlank() && !text.equals("null");
		}
		return error != null && !error.equals(false) && !error.equals(0);
	}

	/**
	 * What was completed by some bytes of the stream.
	 *
	 * @param chunks the chunks, possibly none
	 * @param error the error after them, or {@code null}
	 * @param done whether the stream has declared its end
	 * @param last whether the body has ended
	 */
	record Batch(List<CompletionChunk> chunks, @Nullable TogetherException error, boolean done, boolean last) {

	}

}
