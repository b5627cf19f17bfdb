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

package io.github.togetherspring.internal.sse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link LineSplitter} and {@link EventAssembler} by the vectors of the
 * <a href="https://github.com/web-platform-tests/wpt/tree/master/eventsource">web
 * platform tests</a>, the examples of the WHATWG's standard and Chromium's parser tests.
 * Each is fed whole, byte by byte and cut in two at every place.
 */
public class EventStreamTests {

	private static final String BOM = "\uFEFF";

	private static final String LONG_COMMENT = ":" + "x".repeat(2048);

	public static Stream<Arguments> vectors() {
		return Stream.of(webPlatform(), standard(), chromium(), own()).flatMap(List::stream);
	}

	private static List<Arguments> webPlatform() {
		return List.of(vector("field-data", "data:\n\ndata\ndata\n\ndata:test\n\n", "|", "|\n", "|test"),
				vector("field-parsing",
						"data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n"
								+ " data:32\ndata:4\n\n",
						"|\0\n 2\n1\n3\n\n4"),
				vector("comments",
						"data:1\r:\0\n:\r\ndata:2\n" + LONG_COMMENT + "\rdata:3\n:data:fail\r" + LONG_COMMENT
								+ "\ndata:4\n\n",
						"|1\n2\n3\n4"),
				vector("newlines", "data:test\r\ndata\ndata:test\r\n\r\n", "|test\n\ntest"),
				vector("leading-space", "data:\ttest\rdata: \ndata:test\n\n", "|\ttest\n\ntest"),
				vector("null-character", "data:\0\n\n\n\n", "|\0"),
				vector("bom", BOM + "data:1\n\n" + BOM + "data:2\n\ndata:3\n\n", "|1", "|3"),
				vector("bom-2", BOM + BOM + "data:1\n\ndata:2\n\ndata:3\n\n", "|2", "|3"),
				vector("utf-8", "data:ok…\n\n", "|ok…"),
				vector("field-unknown",
						"data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n",
						"|test\n\ntest"),
				vector("field-event", "event:test\ndata:x\n\ndata:x\n\n", "test|x", "|x"),
				vector("field-event-empty", "event: \ndata:data\n\n", "|data"),
				vector("field-id", "id: …\ndata: hello\n\n", "|hello"),
				vector("field-id-2", "id: …\ndata: a\n\ndata:b\nid\n\ndata:c\n\n", "|a", "|b", "|c"),
				vector("field-id-3", "id: …\ndata:a\n\ndata:b\nid:\n\ndata:c\n\n", "|a", "|b", "|c"),
				vector("field-id-null", "id: \0\ndata: a\n\nid: a\0b\ndata:b\n\n", "|a", "|b"),
				vector("field-retry", "retry:03000\ndata:x\n\n", "|x"),
				vector("field-retry-bogus", "retry:3000\nretry:1000x\nretry:+1\nretry:1.5\ndata:x\n\n", "|x"),
				vector("field-retry-empty", "retry\nretry:\ndata:test\n\n", "|test"),
				vector("data-before-final-empty-line", "retry:1000\ndata:test1\n\nid:test\ndata:test2", "|test1"),
				vector("event-data", "data:msg\ndata:msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\n"
						+ "data\n\ndata:end\n\n", "|msg\nmsg", "|", "|end"));
	}

	private static List<Arguments> standard() {
		return List.of(vector("stock ticker", "data: YHOO\ndata: +2\ndata: 10\n\n", "|YHOO\n+2\n10"),
				vector("four blocks",
						": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
						"|first event", "|second event"),
				vector("four blocks, ended",
						": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
						"|first event", "|second event", "| third event"),
				vector("two events", "data\n\ndata\ndata\n\ndata:", "|", "|\n"),
				vector("identical events", "data:test\n\ndata: test\n\n", "|test", "|test"),
				vector("types",
						"event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n",
						"add|73857293", "remove|2153", "add|113411"));
	}

	private static List<Arguments> chromium() {
		return List.of(vector("empty message", "\n"),
				vector("no message without data", "event: a\n\nid: 3\n\nretry: 7\n\n"),
				vector("type is reset by each dispatch", "event:a\n\ndata:b\n\n", "|b"),
				vector("last type counts", "event:a\nevent:b\ndata:c\n\n", "b|c"),
				vector("type without a value", "event:a\nevent\ndata:c\n\n", "|c"),
				vector("id is kept", "id:99\ndata:a\n\ndata:b\n\n", "|a", "|b"),
				vector("CR only", "data:hello\rdata:world\r\rdata:x\r\r", "|hello\nworld", "|x"),
				vector("CRLF only", "data:hello\r\ndata:world\r\n\r\n", "|hello\nworld"),
				vector("lone CR at the end", "data:hello\n\r", "|hello"),
				vector("CR LF CR LF is two line ends", "data:a\r\n\r\ndata:b\r\n\r\n", "|a", "|b"),
				vector("LF CR is two line ends", "data:a\n\rdata:b\n\r", "|a", "|b"),
				vector("colon in the value", "data:a:b: c\n\n", "|a:b: c"), vector("only a colon", ":\n\n"),
				vector("field name in capitals", "DATA:a\nEvent:b\n\n"), vector("byte order mark alone", BOM));
	}

	private static List<Arguments> own() {
		return List.of(vector("emoji", "data: 😀é漢\ndata:👩‍👩‍👧\n\n", "|😀é漢\n👩‍👩‍👧"),
				vector("line separators of Unicode are text", "data: a\u2028b\u0085c\u000Bd\n\n",
						"|a\u2028b\u0085c\u000Bd"),
				vector("text that looks like a field", "data: {\"text\":\"x data: y [DONE]\"}\n\n",
						"|{\"text\":\"x data: y [DONE]\"}"),
				vector("byte order mark before a field with CRLF", BOM + "event:é\r\ndata:1\r\n\r\n", "é|1"),
				vector("byte order mark within a line", "data:" + BOM + "1\n\n", "|" + BOM + "1"),
				vector("closing brace before an object", "data:}\ndata:{}\n\n", "|}", "|{}"),
				vector("byte order mark and an empty line", BOM + "\ndata:1\n\n", "|1"), vector("empty stream", ""));
	}

	@ParameterizedTest
	@MethodSource("vectors")
	public void whole(String stream, List<String> expected) {
		assertThat(decode(bytes(stream))).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("vectors")
	public void byteByByte(String stream, List<String> expected) {
		byte[] bytes = bytes(stream);
		byte[][] parts = new byte[bytes.length][];
		for (int i = 0; i < bytes.length; i++) {
			parts[i] = new byte[] { bytes[i] };
		}
		assertThat(decode(parts)).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("vectors")
	public void cutInTwoAtEveryByte(String stream, List<String> expected) {
		byte[] bytes = bytes(stream);
		for (int i = 0; i <= bytes.length; i++) {
			assertThat(decode(Arrays.copyOf(bytes, i), new byte[0], Arrays.copyOfRange(bytes, i, bytes.length)))
				.as("cut at " + i)
				.isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r", "\r\n" })
	public void everyLineEndInPiecesOfEverySize(String lineEnd) {
		byte[] bytes = bytes(": ping,event: é,data: 😀,data: b,,data,,".replace(",", lineEnd));
		for (int size = 1; size <= bytes.length; size++) {
			assertThat(decode(pieces(bytes, size))).as("pieces of " + size).containsExactly("é|😀\nb", "|");
		}
	}

	@Test
	public void byteOrderMarkThatIsALineOfItsOwnIsNoText() {
		List<StreamEvent> events = new ArrayList<>();
		LineSplitter splitter = new LineSplitter(100, new EventAssembler(100, events::add));
		byte[] bytes = bytes(BOM + "\r\n\r\ndata:1\n\n");
		splitter.feed(bytes, bytes.length);
		assertThat(events).extracting(StreamEvent::text).containsExactly("1");
	}

	@Test
	public void invalidUtf8IsNoReasonToFail() {
		byte[] bytes = { 'd', 'a', 't', 'a', ':', (byte) 0xC3, '\n', '\n' };
		assertThat(decode(bytes)).containsExactly("|\uFFFD");
	}

	@Test
	public void lineOfExactlyTheLimitIsTaken() {
		byte[] line = bytes("data:" + "x".repeat(95));
		assertThatNoException().isThrownBy(() -> feed(94, 1000, line, bytes("\n\n")));
		assertThatNoException().isThrownBy(() -> feed(94, 1000, bytes("data:" + "x".repeat(95) + "\r\n\r\n")));
		assertThatNoException().isThrownBy(() -> feed(94, 1000, pieces(line, 1)));
	}

	@Test
	public void longerLineIsRefusedBeforeItEnds() {
		byte[] line = bytes("data:" + "x".repeat(96));
		for (byte[][] parts : List.of(new byte[][] { line }, pieces(line, 1), pieces(line, 7))) {
			assertThatExceptionOfType(EventTooLargeException.class).isThrownBy(() -> feed(94, 1000, parts));
		}
		assertThatExceptionOfType(EventTooLargeException.class)
			.isThrownBy(() -> feed(94, 1000, bytes(":" + "x".repeat(100) + "\n")));
	}

	@Test
	public void eventOfExactlyTheLimitIsTaken() {
		byte[] event = bytes(("data:" + "x".repeat(9) + "\n").repeat(10) + "\n");
		assertThatNoException().isThrownBy(() -> feed(100, 99, event, event));
		assertThatExceptionOfType(EventTooLargeException.class).isThrownBy(() -> feed(100, 98, event))
			.withMessageContaining("98")
			.withMessageContaining("together.max-event-size");
	}

	@Test
	public void emptyDataLinesCountToo() {
		assertThatExceptionOfType(EventTooLargeException.class)
			.isThrownBy(() -> feed(100, 50, bytes("data\n".repeat(52))));
	}

	@Test
	public void streamOfAnyLengthIsWithinTheLimits() {
		byte[] events = bytes(("data:" + "x".repeat(90) + "\n\n").repeat(1000));
		assertThat(feed(100, 100, events)).hasSize(1000);
	}

	@Test
	public void largeEventInSmallPiecesTakesLinearTime() {
		byte[] event = bytes("data:" + "x".repeat(4 * 1024 * 1024) + "\n\n");
		assertThat(feed(8 * 1024 * 1024, 8 * 1024 * 1024, pieces(event, 64))).hasSize(1);
		byte[] lines = bytes("data:y\n".repeat(300_000) + "\n");
		assertThat(feed(100, 8 * 1024 * 1024, lines)).hasSize(1);
	}

	@Test
	public void agreesWithANaiveDecoderOnRandomStreams() {
		Random random = new Random(20261122);
		String[] words = { "data", "data:", "data: ", "event:", "event: x", "id:1", "retry:5", ":", ": c", "é", "😀",
				"\n", "\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n", BOM, "\0", " ", "x", "{}", "[DONE]", "Data:",
				"dat" };
		for (int i = 0; i < 10_000; i++) {
			StringBuilder text = new StringBuilder();
			IntStream.range(0, random.nextInt(40)).forEach((n) -> text.append(words[random.nextInt(words.length)]));
			byte[] bytes = bytes(text.toString());
			List<byte[]> parts = new ArrayList<>();
			for (int from = 0; from < bytes.length;) {
				int to = Math.min(bytes.length, from + random.nextInt(9));
				parts.add(Arrays.copyOfRange(bytes, from, to));
				from = to;
			}
			assertThat(decode(parts.toArray(new byte[0][]))).as("stream " + i + ": " + text)
				.isEqualTo(naive(text.toString()));
		}
	}

	/**
	 * Decodes the whole text at once, as the standard words it.
	 * @param text the stream
	 * @return the events
	 */
	private static List<String> naive(String text) {
		List<String> events = new ArrayList<>();
		String rest = (text.startsWith(BOM) ? text.substring(1) : text).replace("\r\n", "\n").replace('\r', '\n');
		String type = "";
		String data = "";
		String laterType = null;
		boolean hasData = false;
		for (int end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
			String line = rest.substring(0, end);
			rest = rest.substring(end + 1);
			int colon = line.indexOf(':');
			String field = (colon >= 0) ? line.substring(0, colon) : line;
			String value = (colon >= 0) ? line.substring(colon + 1) : "";
			value = value.startsWith(" ") ? value.substring(1) : value;
			boolean known = List.of("data", "event", "id", "retry", "").contains(field);
			String next = field.equals("data") ? value : (!known && line.startsWith("{")) ? line : null;
			if (hasData && next != null && isAnother(data, laterType, next)) {
				events.add(type + "|" + data.substring(0, data.length() - 1));
				type = (laterType != null) ? laterType : "";
				laterType = null;
				data = "";
				hasData = false;
			}
			if (line.isEmpty()) {
				if (hasData) {
					events.add(((laterType != null) ? laterType : type) + "|" + data.substring(0, data.length() - 1));
				}
				type = "";
				laterType = null;
				data = "";
				hasData = false;
			}
			else if (field.equals("data")) {
				data += value + "\n";
				hasData = true;
			}
			else if (field.equals("event")) {
				type = hasData ? type : value;
				laterType = hasData ? value : laterType;
			}
		}
		return events;
	}

	// Two JSON texts, or one and the end, with no empty line between them.
	private static boolean isAnother(String data, String laterType, String next) {
		String begun = trim(data);
		boolean begins = laterType != null || trim(next).startsWith("{") || trim(next).startsWith("[DONE]");
		return begun.startsWith("[DONE]") || (begun.endsWith("}") && begins);
	}

	private static String trim(String text) {
		return text.replaceAll("^[ \t\n]+|[ \t\n]+$", "");
	}

	private static Arguments vector(String name, String stream, String... events) {
		return argumentSet(name, stream, List.of(events));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[][] pieces(byte[] bytes, int size) {
		byte[][] pieces = new byte[(bytes.length + size - 1) / size][];
		for (int i = 0; i < pieces.length; i++) {
			pieces[i] = Arrays.copyOfRange(bytes, i * size, Math.min(bytes.length, (i + 1) * size));
		}
		return pieces;
	}

	private static List<String> decode(byte[]... parts) {
		return feed(Integer.MAX_VALUE, Integer.MAX_VALUE, parts);
	}

	private static List<String> feed(int maxLine, int maxEvent, byte[]... parts) {
		List<String> events = new ArrayList<>();
		LineSplitter splitter = new LineSplitter(maxLine, new EventAssembler(maxEvent, (event) -> {
			if (event.source() == StreamEvent.Source.DATA) {
				events.add(event.type() + "|" + new String(event.data(), StandardCharsets.UTF_8));
			}
		}));
		for (byte[] part : parts) {
			// What is in the array afterwards is not to matter.
			byte[] bytes = part.clone();
			splitter.feed(bytes, bytes.length);
			Arrays.fill(bytes, (byte) '?');
		}
		return events;
	}

}
