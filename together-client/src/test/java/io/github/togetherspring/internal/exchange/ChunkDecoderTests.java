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

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionChoice;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.StreamErrorException;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.completions.Usage;
import io.github.togetherspring.internal.json.JsonCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link ChunkDecoder}.
 */
class ChunkDecoderTests {

	private static final String A = event("{\"id\":\"i\",\"choices\":[{\"index\":0,\"text\":\"a\"}]}");

	private static final String STOP = event("{\"choices\":[{\"index\":0,\"text\":\"z\",\"finish_reason\":\"stop\"}]}");

	private static final String DONE = "data: [DONE]\n\n";

	private static final String WHOLE = "{\"choices\":[{\"index\":0,\"text\":\"w\",\"finish_reason\":\"stop\"}]}";

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
				argumentSet("[DONE] without a finish reason", A + DONE, "a"),
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
				argumentSet("finish reason in an event without an empty line", A + STOP.substring(0, STOP.length() - 1),
						"az"),
				argumentSet("finish reason in an event without a line end", A + STOP.strip(), "az"),
				argumentSet("half an event after the finish", A + STOP + "data: {\"choices\":[],\"usa", "az"),
				argumentSet("half of [DONE] after the finish", A + STOP + "data: [DO", "az"),
				argumentSet("empty errors",
						event("{\"error\":{},\"choices\":[{\"index\":0,\"text\":\"a\",\"error\":[]}]}")
								+ event("{\"error\":{\"message\":\"\",\"type\":\"\",\"param\":\"\",\"code\":null},"
										+ "\"choices\":[{\"index\":0,\"text\":\"b\",\"finish_reason\":\"stop\"}]}"),
						"ab"),
				argumentSet("error fields that say no error", "error:\n\n" + A + "error: null\n\nerror: {}\n\n" + STOP,
						"az"),
				argumentSet("pings with a type",
						"event: ping\n" + event("{\"type\":\"ping\"}") + A + "event: debug\n" + event("alive {") + STOP
								+ "event: progress\n" + event("{\"done\":0.5,\"error\":null}") + DONE,
						"az"),
				argumentSet("[DONE] with a type", A + "event: done\n" + DONE, "a"),
				argumentSet("chunks with a type",
						"event: completion\n" + A + "event: ping\n" + event("{") + "event: completion\n" + STOP, "az"),
				argumentSet("type behind the data", A.stripTrailing() + "\nevent: completion\n\n" + STOP, "az"),
				argumentSet("[DONE] on the next line", A + STOP.stripTrailing() + "\n" + DONE, "az"),
				argumentSet("single line ends", (A + A + STOP + DONE).replace("\n\n", "\n"), "aaz"),
				argumentSet("single line ends with spaces",
						(A + STOP + DONE).replace("\n\n", " \n").replace("data: ", "data:  "), "az"),
				argumentSet("single line ends, and no [DONE]", (A + A + STOP).replace("\n\n", "\n"), "aaz"),
				argumentSet("single line ends with CRLF", (A + STOP + DONE).replace("\n\n", "\r\n"), "az"),
				argumentSet("single line ends and types",
						"event: ping\ndata: {}\nevent: completion\n" + A.strip() + "\nevent: ping\ndata: {}\n"
								+ STOP.strip() + "\n" + DONE,
						"az"),
				argumentSet("unknown fields",
						"foo: bar\n" + A + "foo\n\nfoo: {\n" + STOP.stripTrailing() + "\nfoo: x\n\n", "az"),
				argumentSet("text outside of events", "hello\n\n" + A + "{\"status\":\"busy\"}\n\n" + STOP, "az"),
				argumentSet("JSON framed by nothing", WHOLE, "w"),
				argumentSet("JSON and a line end", WHOLE + "\n", "w"),
				argumentSet("JSON and [DONE]", WHOLE + "\n\n" + DONE, "w"),
				argumentSet("JSON and [DONE] on the next line", WHOLE + "\n" + DONE, "w"),
				argumentSet("JSON over several lines",
						"{\n  \"choices\": [\n    {\n      \"text\": \"w\"\n    }\n  ]\n}\n" + DONE, "w"),
				argumentSet("JSON lines", (A + STOP).replace("data: ", "").replace("\n\n", "\n"), "az"),
				argumentSet("indexes that are texts",
						event("{\"choices\":[{\"index\":\"1\",\"text\":\"b\"},{\"index\":\"0\",\"text\":\"a\"}]}")
								+ event("{\"choices\":[{\"index\":\"0\",\"text\":\"\",\"finish_reason\":\"stop\"}]}")
								+ event("{\"choices\":[{\"index\":\"1\",\"text\":\"\",\"finish_reason\":\"stop\"}]}"),
						"b"),
				argumentSet("one choice without an index",
						event("{\"choices\":[{\"text\":\"a\"}]}")
								+ event("{\"choices\":[{\"text\":\"b\",\"finish_reason\":\"stop\"}]}"),
						"ab"),
				argumentSet("finish repeated beside the usage", A + STOP + event(
						"{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}],\"usage\":{\"total_tokens\":1}}"),
						"az"),
				argumentSet("chat's text", event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}") + event(
						"{\"choices\":[{\"index\":0,\"message\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}"),
						"ab"),
				argumentSet("emoji",
						event("{\"choices\":[{\"index\":0,\"text\":\"😀é\",\"finish_reason\":\"stop\"}]}") + DONE,
						"😀é"));
	}

	static Stream<Arguments> truncated() {
		String twoStarted = event("{\"choices\":[{\"index\":0,\"text\":\"a\"},{\"index\":1,\"text\":\"b\"}]}");
		return Stream.of(argumentSet("nothing", "", 0), argumentSet("only comments", ": ping\n\n", 0),
				argumentSet("[DONE] alone", DONE, 0),
				argumentSet("ping and [DONE]", "event: ping\n" + event("{}") + DONE, 0),
				argumentSet("only usage and [DONE]", event("{\"choices\":[],\"usage\":{\"total_tokens\":1}}") + DONE,
						1),
				argumentSet("the word null as finish reason",
						event("{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"null\"}]}"), 1),
				argumentSet("no finish reason", A + A, 2),
				argumentSet("empty finish reason",
						event("{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"\"}]}"), 1),
				argumentSet("only one of two choices finished", twoStarted + STOP, 2),
				argumentSet("choice started after the other finished",
						STOP + event("{\"choices\":[{\"index\":1,\"text\":\"b\"}]}"), 2),
				argumentSet("only usage", event("{\"choices\":[],\"usage\":{\"total_tokens\":1}}"), 1),
				argumentSet("half an event", A + "data: {\"choices\":[{\"ind", 1),
				argumentSet("type of an error without its data", A + "event: error\n", 1),
				argumentSet("half of [DONE]", A + "data: [DO", 1));
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
				argumentSet("then [DONE]", event("{\"error\":\"boom\"}") + DONE, "boom", null, null),
				argumentSet("error field, as of older llama.cpp",
						"error: {\"code\":400,\"message\":\"boom\",\"type\":\"t\"}\n\n" + DONE, "boom", "t", "400"),
				argumentSet("error field with an envelope", "error: {\"error\":{\"message\":\"boom\"}}\n\n", "boom",
						null, null),
				argumentSet("error field with plain text", "error:boom\n\n", "boom", null, null),
				argumentSet("error field over two lines", "error: {\"message\":\nerror: \"boom\"}\n\n", "boom", null,
						null),
				argumentSet("error field on the line before [DONE]", "error: {\"message\":\"boom\"}\n" + DONE, "boom",
						null, null),
				argumentSet("error framed by nothing", "{\"error\":{\"message\":\"boom\",\"type\":\"t\"}}\n\n" + DONE,
						"boom", "t", null),
				argumentSet("error framed by nothing, over several lines",
						"{\n  \"error\": {\n    \"message\": \"boom\"\n  }\n}\n\n", "boom", null, null),
				argumentSet("error framed by nothing, without an envelope",
						"{\"object\":\"error\",\"message\":\"boom\"}\n\n", "boom", null, null),
				argumentSet("error with another type", "event: completion\n" + event("{\"error\":\"boom\"}"), "boom",
						null, null),
				argumentSet("error type behind the data", "data: {\"message\":\"boom\"}\nevent: error\n\n", "boom",
						null, null));
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

	@ParameterizedTest
	@MethodSource
	void errorThatIsTheRestOfTheStream(String rest) {
		for (byte[][] parts : cuts(A.stripTrailing() + "\n" + rest)) {
			Result result = read(parts);
			assertThat(result.chunks()).extracting(CompletionChunk::text).containsExactly("a");
			assertThat(result.error()).isInstanceOf(StreamErrorException.class).hasMessageContaining("boom");
		}
	}

	static Stream<String> errorThatIsTheRestOfTheStream() {
		return Stream.of("{\"error\":{\"message\":\"boom\"}}", "{\"error\":\"boom\"}\n",
				"error: {\"message\":\"boom\"}", "error: boom\n", "data: {\"error\":\"boom\"}",
				"event: error\ndata: boom");
	}

	@ParameterizedTest
	@ValueSource(strings = { "busy", "busy\n\n" + DONE, "<p>\nbusy\n</p>\n", "{\"detail\":\"busy\"}\n",
			"{\n\"detail\": \"busy\"\n}\n\n" + DONE, "{\"detail\":\"bu" })
	void textInPlaceOfAStreamIsKept(String body) {
		for (byte[][] parts : cuts(body)) {
			Result result = read(parts);
			assertThat(result.chunks()).isEmpty();
			assertThat(result.error()).isInstanceOf(UnreadableResponseException.class);
			assertThat(result.error().body()).isEqualTo(body.replace(DONE, "").strip());
		}
	}

	@ParameterizedTest
	@MethodSource
	void choicesThatCantBeToldApartAreAnError(int expected, String stream) {
		Result result = read(events(100_000, expected), bytes(stream + DONE));
		assertThat(result.error()).isInstanceOf(UnreadableResponseException.class).hasMessageContaining("told apart");
	}

	static Stream<Arguments> choicesThatCantBeToldApartAreAnError() {
		String none = event("{\"choices\":[{\"text\":\"a\"}]}");
		String twoWithout = event("{\"choices\":[{\"text\":\"a\"},{\"text\":\"b\"}]}");
		String finish = event("{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}");
		return Stream.of(argumentSet("no index", 2, none), argumentSet("no index of one of two", 1, twoWithout + none),
				argumentSet("no index of fewer", 3, twoWithout + event("{\"choices\":[{\"text\":\"a\"}]}")),
				argumentSet("place, then index", 2, twoWithout + A),
				argumentSet("index, then place", 2, A + twoWithout),
				argumentSet("index beyond all bounds", 2,
						event("{\"choices\":[{\"index\":4294967296,\"text\":\"a\"}]}")),
				argumentSet("all 0, one after the other", 2, A + STOP + A + STOP),
				argumentSet("all 0, in turn", 2, A + A + finish + finish));
	}

	@Test
	void choicesAreToldApartByTheirPlace() {
		for (String index : List.of("", "\"index\":0,")) {
			String both = "{\"choices\":[{" + index + "\"text\":\"a\"},{" + index
					+ "\"text\":\"b\",\"finish_reason\":\"stop\"}]}";
			Result result = read(events(100_000, 2),
					bytes(event(both) + event(both) + event("{\"choices\":[]}") + DONE));
			assertThat(result.error()).isNull();
			assertThat(result.chunks().stream().collect(CompletionResponse.collector()).choices())
				.extracting(CompletionChoice::text)
				.containsExactly("aa", "bb");
		}
	}

	@Test
	void serverThatKnowsOnlyOneChoiceMayGiveOne() {
		String usage = event("{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}],\"usage\":{}}");
		assertThat(read(events(100_000, 3), bytes(A + STOP + usage + DONE)).error()).isNull();
		assertThat(read(events(100_000, 3), bytes(A + STOP)).error()).isNull();
		assertThat(read(events(100_000, 3), bytes(A + STOP + "data: {")).error())
			.isInstanceOf(StreamTruncatedException.class);
	}

	@Test
	void isOverWhenAllChoicesThatWereAskedForAreFinished() {
		ChunkDecoder one = events(1000, 1);
		one.read(buffer(A));
		assertThat(one.isOver()).isFalse();
		one.read(buffer(STOP));
		assertThat(one.isOver()).isTrue();
		one.read(buffer(A));
		assertThat(one.isOver()).as("when the text goes on").isFalse();
		ChunkDecoder two = events(1000, 2);
		two.read(buffer(A + STOP));
		assertThat(two.isOver()).isFalse();
		two.read(buffer(STOP.replace("\"index\":0", "\"index\":1")));
		assertThat(two.isOver()).isTrue();
		two.read(buffer(DONE));
		assertThat(two.isOver()).isFalse();
	}

	@Test
	void brokenConnectionAfterTheLastFinishIsNoError() {
		ChunkDecoder events = events(1000, 1);
		events.read(buffer(A + STOP + "data: {\"us"));
		assertThat(events.end(reset(events)).error()).isNull();
		ChunkDecoder unfinished = events(1000, 2);
		unfinished.read(buffer(A + STOP));
		assertThat(unfinished.end(reset(unfinished)).error()).hasMessage("reset");
	}

	@Test
	void lastEventBeforeTheConnectionBrokeIsRead() {
		ChunkDecoder events = events(1000);
		events.read(buffer(A.stripTrailing()));
		ChunkDecoder.Batch rest = events.end(reset(events));
		assertThat(rest.chunks()).extracting(CompletionChunk::text).containsExactly("a");
		assertThat(rest.error()).hasMessage("reset");
	}

	@Test
	void halfCharactersAreReplaced() {
		byte[] bytes = bytes(A + event("{\"choices\":[{\"index\":0,\"text\":\"xQy\"}]}") + STOP);
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (bytes[i] == 'Q') ? (byte) 0xC3 : bytes[i];
		}
		Result result = read(bytes);
		assertThat(result.error()).isNull();
		assertThat(result.chunks()).extracting(CompletionChunk::text).containsExactly("a", "x\uFFFDy", "z");
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
		int finished = bytes(A + A + STOP.strip()).length;
		for (int i = 0; i <= bytes.length; i++) {
			boolean whole = i >= finished;
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
		assertThat(result.chunks()).extracting(CompletionChunk::usage)
			.containsExactly(null, null,
					Usage.of(Map.of("prompt_tokens", 1, "completion_tokens", 2, "total_tokens", 3)));
		assertThat(result.chunks().get(1).choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(result.chunks().get(2).choices()).isEmpty();
		assertThat(result.chunks().get(0).metadata().requestId()).isEqualTo("request-7");
	}

	@Test
	void lastBatchIsKnown() {
		ChunkDecoder events = events(1000);
		assertThat(events.read(buffer(A)).done()).isFalse();
		assertThat(events.read(buffer(STOP)).done()).isFalse();
		assertThat(events.read(buffer(DONE)).done()).isTrue();
		ChunkDecoder failing = events(1000);
		assertThat(failing.read(buffer(event("{\"error\":\"x\"}"))).error()).isNotNull();
	}

	@Test
	void tooLargeEventIsUnreadable() {
		String event = event("{\"choices\":[{\"index\":0,\"text\":\"" + "x".repeat(200) + "\"}]}");
		ChunkDecoder events = events(100);
		ChunkDecoder.Batch batch = events.read(buffer(A + event));
		assertThat(batch.chunks()).hasSize(1);
		assertThat(batch.error()).isInstanceOf(UnreadableResponseException.class)
			.hasMessageContaining("together.max-event-size");
		assertThat(events.end(null).error()).isSameAs(batch.error());
	}

	@Test
	void whatFollowsAnErrorMayBeTooLarge() {
		ChunkDecoder events = events(100);
		ChunkDecoder.Batch batch = events.read(buffer(event("{\"error\":\"x\"}") + "data: " + "x".repeat(200)));
		assertThat(batch.error()).isInstanceOf(StreamErrorException.class);
		assertThat(events.end(null).error()).isSameAs(batch.error());
	}

	@Test
	void whatFollowsTheEndMayBeTooLarge() {
		ChunkDecoder events = events(100);
		ChunkDecoder.Batch batch = events.read(buffer(A + STOP + DONE + "data: " + "x".repeat(200)));
		assertThat(batch.chunks()).hasSize(2);
		assertThat(batch.done()).isTrue();
		assertThat(batch.error()).isNull();
		assertThat(events.read(buffer("x".repeat(200))).error()).isNull();
		assertThat(events.end(null).error()).isNull();
	}

	@Test
	void unfinishedEventThatIsTooLargeWithItsLastLineIsTruncation() {
		ChunkDecoder events = events(100);
		String line = "data: " + "x".repeat(60);
		assertThat(events.read(buffer(A + line + "\n" + line)).error()).isNull();
		assertThat(events.end(null).error()).isInstanceOf(StreamTruncatedException.class);
	}

	@Test
	void eventOfExactlyTheLimitIsRead() {
		String json = "{\"choices\":[{\"index\":0,\"text\":\"" + "x".repeat(60) + "\"}]}";
		ChunkDecoder.Batch batch = events(json.length()).read(buffer(event(json)));
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

	private static TogetherException reset(ChunkDecoder events) {
		return new StreamTruncatedException("reset", events.response(), null);
	}

	private static ChunkDecoder events(int maxEventSize) {
		return events(maxEventSize, 1);
	}

	static ChunkDecoder events(int maxEventSize, int choices) {
		JsonCodec json = new JsonCodec();
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-request-id", "request-7");
		headers.set("content-type", "text/event-stream;charset=utf-8");
		return new ChunkDecoder(new ResponseHead(200, headers, null, 1), json,
				new ErrorResponseReader(json, Clock.systemUTC()), maxEventSize, choices);
	}

	private static Result read(byte[]... parts) {
		return read(events(100_000), parts);
	}

	private static Result read(ChunkDecoder events, byte[]... parts) {
		List<CompletionChunk> chunks = new ArrayList<>();
		for (byte[] part : parts) {
			ChunkDecoder.Batch batch = events.read(DefaultDataBufferFactory.sharedInstance.wrap(part));
			chunks.addAll(batch.chunks());
			if (batch.done() || batch.error() != null) {
				break;
			}
		}
		ChunkDecoder.Batch rest = events.end(null);
		chunks.addAll(rest.chunks());
		return new Result(chunks, rest.error());
	}

	private record Result(List<CompletionChunk> chunks, @Nullable TogetherException error) {

	}

}
