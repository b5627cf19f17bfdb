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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.StreamErrorException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.internal.json.JsonCodec;
import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.LimitedDataBufferList;

/**
 * Reads the bodies of responses that are not streamed: JSON and errors.
 */
public final class BodyReader {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

	private static final int MAX_NAMES = 8;

	private static final int MAX_ERROR_BODY = 64 * 1024;

	private final JsonCodec json;

	private final ErrorResponseReader errors;

	private final int maxSize;

	/**
	 * Create a reader.
	 * @param json reads JSON
	 * @param errors reads errors
	 * @param maxSize the maximum size of a response, in bytes
	 */
	public BodyReader(JsonCodec json, ErrorResponseReader errors, int maxSize) {
		this.json = json;
		this.errors = errors;
		this.maxSize = maxSize;
	}

	/**
	 * Read the JSON of a response with choices. An event stream is accepted too, and
	 * folded.
	 * @param head the response's head
	 * @param body its body, which is read and released
	 * @param choices the number of choices that were requested
	 * @return the JSON, or an {@link UnreadableResponseException}
	 */
	public Mono<JsonObject> read(ResponseHead head, Flux<DataBuffer> body, int choices) {
		return body
			.collect(() -> new LimitedDataBufferList(this.maxSize), (buffers, buffer) -> add(buffers, buffer, head))
			.map((buffers) -> readAndRelease(head, buffers, choices))
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	private void add(LimitedDataBufferList buffers, DataBuffer buffer, ResponseHead head) {
		try {
			buffers.add(buffer);
		}
		catch (DataBufferLimitException ex) {
			throw tooLarge(head);
		}
	}

	private UnreadableResponseException tooLarge(ResponseHead head) {
		return new UnreadableResponseException(
				"The response has more than " + this.maxSize + " bytes, the limit set by 'together.max-response-size'",
				head.withoutDetails(), null);
	}

	/**
	 * Read a response with an error status. The status is known; a truncated or slow body
	 * must not hide it.
	 * @param head the response's head
	 * @param body its body, of which only the beginning is read
	 * @param timeout the longest time to wait for it
	 * @return the error, in any case
	 */
	public Mono<FailedResponse> readError(ResponseHead head, Flux<DataBuffer> body, Duration timeout) {
		return DataBufferUtils.join(DataBufferUtils.takeUntilByteCount(body, MAX_ERROR_BODY)).map((buffer) -> {
			byte[] bytes = beginning(buffer);
			DataBufferUtils.release(buffer);
			return bytes;
		})
			.timeout(timeout)
			.onErrorReturn(Exception.class, new byte[0])
			.defaultIfEmpty(new byte[0])
			.map((bytes) -> this.errors.read(head, decodeBeginning(head, bytes)));
	}

	private DataBuffer decode(ResponseHead head, String coding, DataBuffer buffer) {
		try {
			return ContentCoding.decode(buffer, this.maxSize);
		}
		catch (DataBufferLimitException ex) {
			throw tooLarge(head);
		}
		catch (IOException ex) {
			throw new UnreadableResponseException(
					"The response is not valid '" + coding + "', its Content-Encoding, or it is truncated",
					head.withoutDetails(), null);
		}
	}

	private static byte[] decodeBeginning(ResponseHead head, byte[] bytes) {
		String coding = ContentCoding.of(head);
		if (coding == null) {
			return bytes;
		}
		return ContentCoding.isReadable(coding) ? ContentCoding.decodeBeginning(bytes, MAX_ERROR_BODY) : new byte[0];
	}

	private JsonObject readAndRelease(ResponseHead head, List<DataBuffer> buffers, int choices) {
		DataBuffer body = buffers.isEmpty() ? DefaultDataBufferFactory.sharedInstance.wrap(new byte[0])
				: buffers.get(0).factory().join(buffers);
		String coding = ContentCoding.of(head);
		DataBuffer decoded = (coding != null) ? decode(head, coding, body) : body;
		try {
			return read(head, decoded, choices);
		}
		finally {
			DataBufferUtils.release(decoded);
		}
	}

	private JsonObject read(ResponseHead head, DataBuffer buffer, int choices) {
		int start = buffer.readPosition();
		JsonObject object = this.json.readObject(buffer.asInputStream(), buffer.readableByteCount());
		if (object == null) {
			object = readOtherwise(head, buffer.readPosition(start), choices);
		}
		if (ChunkDecoder.isError(object.get("error"))) {
			FailedResponse error = error(head, buffer.readPosition(start));
			throw new UnreadableResponseException(
					"The response is an error: " + Objects.requireNonNullElse(error.message(), "no message"), error,
					null);
		}
		if (!hasChoice(object)) {
			String rest = object.containsKey("choices") ? "" : " but " + names(object);
			throw new UnreadableResponseException("The response has no choices" + rest,
					error(head, buffer.readPosition(start)), null);
		}
		return object;
	}

	// Without a choice, the empty text would look like a generated one.
	private static boolean hasChoice(JsonObject object) {
		return object.get("choices") instanceof List<?> choices && choices.stream().anyMatch(Map.class::isInstance);
	}

	private JsonObject readOtherwise(ResponseHead head, DataBuffer buffer, int choices) {
		int start = buffer.readPosition();
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		try {
			return this.json.readObject(bytes);
		}
		catch (JsonCodec.BrokenJsonException ex) {
			JsonObject folded = fold(head, bytes, choices);
			if (folded != null) {
				return folded;
			}
			FailedResponse error = error(head, buffer.readPosition(start));
			String type = error.headers().first("content-type");
			boolean json = type == null || type.contains("json");
			throw new UnreadableResponseException(
					"The response is " + (json ? ex.getMessage() : "not JSON but " + describe(error)), error, null);
		}
	}

	private @Nullable JsonObject fold(ResponseHead head, byte[] bytes, int choices) {
		ChunkDecoder events = new ChunkDecoder(head, this.json, this.errors, this.maxSize, choices);
		List<CompletionChunk> chunks = new ArrayList<>(
				events.read(DefaultDataBufferFactory.sharedInstance.wrap(bytes)).chunks());
		ChunkDecoder.Batch rest = events.end(null);
		chunks.addAll(rest.chunks());
		if (rest.error() != null && (!chunks.isEmpty() || rest.error() instanceof StreamErrorException)) {
			throw rest.error();
		}
		return (rest.error() == null) ? JsonObject.of(chunks.stream().collect(CompletionResponse.collector()).json())
				: null;
	}

	/**
	 * Describe a response that is not a completion: its content type and, if it is a
	 * page, the title of the page. Anything else in it may be generated text.
	 * @param response the response
	 * @return the description
	 */
	public static String describe(FailedResponse response) {
		String type = Objects.requireNonNullElse(response.headers().first("content-type"), "without a content type");
		boolean titled = response.message() != null && ErrorPage.is(type, response.body().strip());
		return titled ? type + ", \"" + response.message() + "\"" : type;
	}

	private static String names(JsonObject object) {
		String names = object.keySet()
			.stream()
			.filter((name) -> NAME.matcher(name).matches())
			.limit(MAX_NAMES)
			.map((name) -> "'" + name + "'")
			.collect(Collectors.joining(", "));
		return names.isEmpty() ? "is empty" : names;
	}

	private FailedResponse error(ResponseHead head, DataBuffer buffer) {
		return this.errors.read(head, beginning(buffer));
	}

	private static byte[] beginning(DataBuffer buffer) {
		byte[] bytes = new byte[Math.min(buffer.readableByteCount(), MAX_ERROR_BODY)];
		buffer.read(bytes);
		return bytes;
	}

}
