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

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.completions.Usage;
import io.github.togetherspring.error.StreamErrorException;
import io.github.togetherspring.error.StreamTruncatedException;
import io.github.togetherspring.error.TogetherException;
import io.github.togetherspring.error.UnreadableResponseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link CompletionEvents}.
 */
class CompletionEventsTests {

	private static final String A = event("{\"id\":\"i\",\"choices\":[{\"index\":0,\"text\":\"a\"}]}");

	private static final String STOP = event("{\"choices\":[{\"index\":0,\"text\":\"z\",\"finish_reason\":\"stop\"}]}");

	private static final String DONE = "data: [DONE]\n\n";

	static Stream<Arguments> whole() {
		String usageOnly = event(
				"{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":3,\"completion_tokens\":2}}");
		String emptyFirst = event(
				"{\"choices\":[{\"index\":0,\"text\":\"\",\"delta\":{\"token_id\":null,\"role\":\"assistant\",\"content\":\"\"}}]}");
		String lengthEnd = event(
				"{\"choices\":[{\"index\":0,\"text\":\"z\",\"finish_reason\":\"length\"}],\"usage\":{\"total_tokens\":3}}");
		return Stream.of(argumentSet("usage in the last chunk", A + lengthEnd + DONE, "az"),
				argumentSet("usage in a chunk of its own", A + STOP + usageOnly + DONE, "az"),
				argumentSet("usage after the finish without [DONE]", A + STOP + usageOnly, "az"),
				argumentSet("empty first chunk", emptyFirst + A + STOP + DONE, "az"),
				argumentSet("finish reason without [DONE]", A + STOP, "az"),
				argumentSet("[DONE] without a finish reason", A + DONE, "a"), argumentSet("[DONE] alone", DONE, ""),
				argumentSet("[DONE] without a space", A + "data:[DONE]\n\n", "a"),
				argumentSet("[DONE] with more spaces", A + "data:   [DONE]  \n\n", "a"),
				argumentSet("[DONE] among many spaces", A + "data:" + " ".repeat(20) + "[DONE]\n\n", "a"),
				argumentSet("[DONE] without an empty line", A + "data: [DONE]\n", "a"),
				argumentSet("[DONE] without a line end", A + "data: [DONE]", "a"),
				argumentSet("data after [DONE]", A + DONE + STOP + event("{broken") + event("{\"error\":\"x\"}"), "a"),
				argumentSet("half an event after [DONE]", A + DONE + "data: {\"x", "a"),
				argumentSet("CRLF, comments and other fields",
						(": ping\n\n" + A + ": pong\nid: 7\nretry: x\nevent: message\n" + STOP + DONE).replace("\n",
								"\r\n"),
						"az"),
				argumentSet("CR", (A + STOP + DONE).replace('\n', '\r'), "az"),
				argumentSet("byte order mark", "\uFEFF" + A + STOP, "az"),
				argumentSet("blank data", "data:\n\n" + A + "data:" + " ".repeat(20) + "\n\n" + STOP, "az"),
				argumentSet("JSON over two lines",
						"data: {\"choices\":\ndata: [{\"text\":\"q\",\"finish_reason\":\"eos\"}]}\n\n", "q"),
				argumentSet("two choices",
						event("{\"choices\":[{\"index\":0,\"text\":\"a\"},{\"index\":1,\"text\":\"b\"}]}")
								+ event("{\"choices\":[{\"index\":1,\"text\":\"\",\"finish_reason\":\"stop\"}]}")
								+ STOP,
						"az"),
				argumentSet("text with [DONE] in it",
						event("{\"choices\":[{\"index\":0,\"text\":\"[DONE]\",\"finish_reason\":\"stop\"}]}"),
						"[DONE]"),
				argumentSet("error fields that say no error", event(
						"{\"error\":null,\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"stop\",\"error\":null}]}"),
						"a"),
				argumentSet("emoji",
						event("{\"choices\":[{\"index\":0,\"text\":\"😀é\",\"finish_reason\":\"stop\"}]}") + DONE,
						"😀é"));
	}

	static Stream<Arguments> truncated() {
		String twoStarted = event("{\"choices\":[{\"index\":0,\"text\":\"a\"},{\"index\":1,\"text\":\"b\"}]}");
		return Stream.of(argumentSet("nothing", "", 0), argumentSet("only comments", ": ping\n\n", 0),
				argumentSet("no finish reason", A + A, 2),
				argumentSet("empty finish reason",
						event("{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"\"}]}"), 1),
				argumentSet("only one of two choices finished", twoStarted + STOP, 2),
				argumentSet("choice started after the other finished",
						STOP + event("{\"choices\":[{\"index\":1,\"text\":\"b\"}]}"), 2),
				argumentSet("only usage", event("{\"choices\":[],\"usage\":{\"total_tokens\":1}}"), 1),
				argumentSet("half an event", A + "data: {\"choices\":[{\"ind", 1),
				argumentSet("half an event after the finish", A + STOP + "data: {\"choices\":[],\"usa", 2),
				argumentSet("event without an empty line", A + STOP.substring(0, STOP.length() - 1), 1),
				argumentSet("half of [DONE]", A + "data: [DO", 1),
				argumentSet("half of [DONE] after the finish", A + STOP + "data: [DO", 2));
	}

	static Stream<Arguments> errors() {
		return Stream.of(
				argumentSet("object",
						event("{\"id\":\"q\",\"error\":{\"message\":\"boom\",\"type\":\"server_error\","
								+ "\"code\":\"c\",\"param\":null}}"),
						"boom", "server_error", "c"),
				argumentSet("text", event("{\"error\":\"boom\"}"), "boom", null, null),
				argumentSet("beside choices",
						event("{\"choices\":[{\"index\":0,\"text\":\"b\"}],\"error\":{\"message\":\"boom\"}}"), "boom",
						null, null),
				argumentSet("in a choice",
						event("{\"choices\":[{\"index\":0,\"error\":{\"message\":\"boom\",\"code\":500}}]}"), "boom",
						null, "500"),
				argumentSet("event type with an envelope",
						"event: error\n" + event("{\"error\":{\"message\":\"boom\"}}"), "boom", null, null),
				argumentSet("event type with a bare message",
						"event: error\n" + event("{\"message\":\"boom\",\"type\":\"t\",\"code\":7}"), "boom", "t", "7"),
				argumentSet("event type with plain text", "event: error\n" + event("boom"), "boom", null, null),
				argumentSet("no envelope, as of older vLLM",
						event("{\"object\":\"error\",\"message\":\"boom\",\"type\":\"BadRequestError\","
								+ "\"param\":null,\"code\":400}"),
						"boom", "BadRequestError", "400"),
				argumentSet("then [DONE]", event("{\"error\":\"boom\"}") + DONE, "boom", null, null));
	}

	@ParameterizedTest
	@MethodSource("whole")
	void wholeStream(String stream, String text) {
		for (byte[][] parts : cuts(stream)) {
			Result result = read(parts);
			assertThat(result.error()).isNull();
			assertThat(result.chunks().stream().map(CompletionChunk::text).reduce("", String::concat)).isEqualTo(text);
		}
	}

	@ParameterizedTest
	@MethodSource("truncated")
	void truncatedStream(String stream, int chunks) {
		for (byte[][] parts : cuts(stream)) {
			Result result = read(parts);
			assertThat(result.error()).isInstanceOf(StreamTruncatedException.class);
			assertThat(result.error().requestId()).isEqualTo("request-7");
			assertThat(result.error().status()).isEqualTo(200);
			assertThat(result.chunks()).hasSize(chunks);
		}
	}

	@ParameterizedTest
	@MethodSource("errors")
	void errorInTheStream(String event, String message, @Nullable String type, @Nullable String code) {
		for (byte[][] parts : cuts(A + event + STOP)) {
			Result result = read(parts);
			assertThat(result.chunks()).extracting(CompletionChunk::text).containsExactly("a");
			assertThat(result.error()).isInstanceOf(StreamErrorException.class).hasMessageContaining(message);
			assertThat(result.error().errorType()).isEqualTo(type);
			assertThat(result.error().errorCode()).isEqualTo(code);
			assertThat(result.error().status()).isEqualTo(200);
			assertThat(result.error().requestId()).isEqualTo("request-7");
		}
	}

	@Test
	void cutCharacterIsTruncation() {
		byte[] bytes = bytes(A + "data: {\"choices\":[{\"text\":\"😀");
		Result result = read(Arrays.copyOf(bytes, bytes.length - 2));
		assertThat(result.chunks()).hasSize(1);
		assertThat(result.error()).isInstanceOf(StreamTruncatedException.class);
	}

	@Test
	void everyPrefixIsEitherTruncatedOrWhole() {
		byte[] bytes = bytes(A + A + STOP + DONE);
		int finished = bytes(A + A + STOP).length;
		int doneLine = bytes.length - 2;
		for (int i = 0; i <= bytes.length; i++) {
			boolean whole = i == finished || i >= doneLine;
			assertThat(read(Arrays.copyOf(bytes, i)).error() == null).as("cut at " + i).isEqualTo(whole);
		}
	}

	@Test
	void brokenJsonIsUnreadableAndNotQuoted() {
		for (String data : List.of("{\"text\":\"hush", "hush", "[\"hush\"]", "{} {}", "<html>hush</html>")) {
			Result result = read(bytes(A + event(data) + STOP));
			assertThat(result.chunks()).hasSize(1);
			assertThat(result.error()).isInstanceOf(UnreadableResponseException.class);
			assertThat(result.error().getMessage()).doesNotContain("hush");
			assertThat(result.error().body()).isEqualTo(data);
		}
	}

	@Test
	void usageAndFinishReasonOfTheChunks() {
		Result result = read(bytes(A + STOP + event(
				"{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}")));
		assertThat(result.chunks()).extracting(CompletionChunk::usage).containsExactly(null, null, new Usage(1, 2, 3));
		assertThat(result.chunks().get(1).choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(result.chunks().get(2).choices()).isEmpty();
		assertThat(result.chunks().get(0).headers().requestId()).isEqualTo("request-7");
	}

	@Test
	void lastBatchIsKnown() {
		CompletionEvents events = events(1000);
		assertThat(events.read(buffer(A)).done()).isFalse();
		assertThat(events.read(buffer(STOP)).done()).isFalse();
		assertThat(events.read(buffer(DONE)).done()).isTrue();
		CompletionEvents failing = events(1000);
		assertThat(failing.read(buffer(event("{\"error\":\"x\"}"))).error()).isNotNull();
	}

	@Test
	void tooLargeEventIsUnreadable() {
		String event = event("{\"choices\":[{\"index\":0,\"text\":\"" + "x".repeat(200) + "\"}]}");
		CompletionEvents events = events(100);
		CompletionEvents.Batch batch = events.read(buffer(A + event));
		assertThat(batch.chunks()).hasSize(1);
		assertThat(batch.error()).isInstanceOf(UnreadableResponseException.class)
			.hasMessageContaining("together.max-event-size");
		assertThat(events.checkEnd()).isSameAs(batch.error());
	}

	@Test
	void whatFollowsAnErrorMayBeTooLarge() {
		CompletionEvents events = events(100);
		CompletionEvents.Batch batch = events.read(buffer(event("{\"error\":\"x\"}") + "data: " + "x".repeat(200)));
		assertThat(batch.error()).isInstanceOf(StreamErrorException.class);
		assertThat(events.checkEnd()).isSameAs(batch.error());
	}

	@Test
	void whatFollowsTheEndMayBeTooLarge() {
		CompletionEvents events = events(100);
		CompletionEvents.Batch batch = events.read(buffer(A + STOP + DONE + "data: " + "x".repeat(200)));
		assertThat(batch.chunks()).hasSize(2);
		assertThat(batch.done()).isTrue();
		assertThat(batch.error()).isNull();
		assertThat(events.read(buffer("x".repeat(200))).error()).isNull();
		assertThat(events.checkEnd()).isNull();
	}

	@Test
	void unfinishedEventThatIsTooLargeWithItsLastLineIsTruncation() {
		CompletionEvents events = events(100);
		String line = "data: " + "x".repeat(60);
		assertThat(events.read(buffer(A + line + "\n" + line)).error()).isNull();
		assertThat(events.checkEnd()).isInstanceOf(StreamTruncatedException.class);
	}

	@Test
	void eventOfExactlyTheLimitIsRead() {
		String json = "{\"choices\":[{\"index\":0,\"text\":\"" + "x".repeat(60) + "\"}]}";
		CompletionEvents.Batch batch = events(json.length()).read(buffer(event(json)));
		assertThat(batch.error()).isNull();
		assertThat(batch.chunks()).hasSize(1);
		assertThat(events(json.length() - 1).read(buffer(event(json))).error())
			.isInstanceOf(UnreadableResponseException.class);
	}

	private static String event(String data) {
		return "data: " + data + "\n\n";
	}

	private static DataBuffer buffer(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static List<byte[][]> cuts(String stream) {
		byte[] bytes = bytes(stream);
		List<byte[][]> cuts = new ArrayList<>();
		byte[][] single = new byte[bytes.length][];
		for (int i = 0; i < bytes.length; i++) {
			single[i] = new byte[] { bytes[i] };
			cuts.add(new byte[][] { Arrays.copyOf(bytes, i), Arrays.copyOfRange(bytes, i, bytes.length) });
		}
		cuts.add(single);
		return cuts;
	}

	private static CompletionEvents events(int maxEventSize) {
		JsonCodec json = new JsonCodec();
		return new CompletionEvents(
				new ResponseHead(200,
						ResponseHeaders.of(Map.of("x-request-id", List.of("request-7"), "content-type",
								List.of("text/event-stream;charset=utf-8"))),
						null),
				json, new ErrorResponses(json, Clock.systemUTC()), maxEventSize);
	}

	private static Result read(byte[]... parts) {
		CompletionEvents events = events(100_000);
		List<CompletionChunk> chunks = new ArrayList<>();
		for (byte[] part : parts) {
			CompletionEvents.Batch batch = events.read(DefaultDataBufferFactory.sharedInstance.wrap(part));
			chunks.addAll(batch.chunks());
			if (batch.done() || batch.error() != null) {
				return new Result(chunks, batch.error());
			}
		}
		return new Result(chunks, events.checkEnd());
	}

	private record Result(List<CompletionChunk> chunks, @Nullable TogetherException error) {

	}

}
