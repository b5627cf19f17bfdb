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

package io.github.togetherspring.internal.json;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link EventJsonReader} reads each text as a new parser would, whatever came
 * before it, and which parsers it keeps.
 */
class EventJsonReaderTests {

	private static final String CHUNK = """
			{"id":"o-1","object":"text_completion","created":1758038918,"choices":[{"index":0,"text":"né \\u20ac \\"x\\"",\
			"logprobs":{"tokens":["a","b"],"token_logprobs":[-0.0,-1.5e-7]},"finish_reason":null,"seed":17298374650127364091}],\
			"model":"m","usage":null}""";

	// Longer than the buffer of a parser.
	private static final String LONG_REST = "{\"a\":1}" + " ".repeat(20_000);

	private static final List<String> TEXTS = List.of(CHUNK, "{}", " \r\n\t{\"a\" : 1 } \r\n\t", CHUNK + CHUNK,
			CHUNK + " x", "{} ]", "[1]", "1", "12", "\"text\"", "null", "tru", "", " ", "}", "{\"a\"", "{\"a\":",
			"{\"a\":[1,", "{\"a\":\"b", "{\"a\":1", "{\"a\":12,}", "{\"a\":NaN}", "{\"a\":1e999999999999}", "{'a':1}",
			"{\"a\":1,\"a\":2}", "{\"text\":\"" + "long ".repeat(5000) + "\"}", "{\"a\":1}" + " ".repeat(5000),
			"{\"a\":1}" + " ".repeat(5000) + "x", LONG_REST, LONG_REST + "x",
			"{\"a\":".repeat(600) + "1" + "}".repeat(600), "{" + "\"name\":0,".repeat(40) + "\"last\":0}", "\uFEFF{}");

	private final JsonCodec codec = new JsonCodec();

	@Test
	void readsEachTextAsAParserOfItsOwnWould() {
		for (String before : TEXTS) {
			for (String text : TEXTS) {
				EventJsonReader reader = this.codec.eventReader();
				read(reader, bytes(before));
				assertThat(read(reader, bytes(text))).as("%s after %s", text, before).isEqualTo(alone(bytes(text)));
			}
		}
	}

	@Test
	void readsLongStreamsOfWholeAndBrokenTexts() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		EventJsonReader reader = this.codec.eventReader();
		List<String> texts = new ArrayList<>(TEXTS);
		for (int round = 0; round < 50; round++) {
			Collections.shuffle(texts, random);
			for (String text : texts) {
				byte[] bytes = bytes(text);
				byte[] cut = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
				assertThat(read(reader, cut)).as("seed %d", seed).isEqualTo(alone(cut));
			}
		}
	}

	@Test
	void readsWholeResponsesWithTheSameParsers() {
		for (String before : TEXTS) {
			for (String text : TEXTS) {
				readWhole(before);
				assertThat(readWhole(text)).as("%s after %s", text, before).isIn(null, alone(bytes(text)));
				assertThat(readWhole(CHUNK)).as("after %s", text).isEqualTo(alone(bytes(CHUNK)));
			}
		}
	}

	@Test
	void textsThatAStreamRepeatsAreKeptOnce() {
		EventJsonReader reader = this.codec.eventReader();
		byte[] chunk = bytes(CHUNK);
		JsonObject first = reader.readObject(chunk, 0, chunk.length);
		JsonObject second = reader.readObject(chunk, 0, chunk.length);
		for (String name : List.of("id", "object", "model")) {
			assertThat(second.get(name)).isNotNull().isSameAs(first.get(name));
		}
	}

	private @Nullable Object readWhole(String text) {
		byte[] bytes = bytes(text);
		return this.codec.readObject(new ByteArrayInputStream(bytes), bytes.length);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	// What else is in the buffer is not for the reader.
	private static Object read(EventJsonReader reader, byte[] text) {
		byte[] buffer = new byte[text.length + 5];
		Arrays.fill(buffer, (byte) '1');
		System.arraycopy(text, 0, buffer, 2, text.length);
		try {
			return reader.readObject(buffer, 2, text.length);
		}
		catch (JsonCodec.BrokenJsonException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private Object alone(byte[] text) {
		try {
			return this.codec.readObject(text);
		}
		catch (JsonCodec.BrokenJsonException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Nested
	class KeptParsers {

		private final EventJsonReader.Parsers parsers = new EventJsonReader.Parsers(JsonMapper.builder().build());

		@Test
		void aThreadGetsItsParserAgain() {
			EventJsonReader.Parser parser = this.parsers.take();
			assertThat(read(parser, "{\"a\":1}")).containsEntry("a", 1);
			this.parsers.giveBack(parser);

			EventJsonReader.Parser again = this.parsers.take();
			assertThat(again).isSameAs(parser);
			assertThat(read(again, "{\"b\":2}")).containsOnlyKeys("b");
		}

		@Test
		void aParserReadsTheRestOfATextThatIsBlank() {
			assertThat(read(this.parsers.take(), LONG_REST)).containsEntry("a", 1);
			assertThat(read(this.parsers.take(), LONG_REST + "x")).isNull();
		}

		@Test
		void aParserInUseIsGivenToNobodyElse() {
			assertThat(this.parsers.take()).isNotSameAs(this.parsers.take());
		}

		// The place of a thread is its id modulo 64.
		@Test
		void twoThreadsWithOnePlaceNeverShareAParser() throws Exception {
			Reading first = new Reading("{\"a\":1}", "a");
			Reading second = new Reading("{\"b\":2}", "b");
			Thread one = new Thread(first);
			Thread other = new Thread(second);
			while ((other.getId() - one.getId()) % 64 != 0) {
				other = new Thread(second);
			}
			one.start();
			other.start();
			one.join();
			other.join();
			assertThat(first.right).isEqualTo(Reading.TIMES);
			assertThat(second.right).isEqualTo(Reading.TIMES);
		}

		// Tokens with log probabilities are names in JSON: a parser would collect them
		// all.
		@Test
		void aParserIsNotKeptForever() {
			EventJsonReader.Parser first = this.parsers.take();
			this.parsers.giveBack(first);
			for (int i = 0; i < 1_000; i++) {
				EventJsonReader.Parser parser = this.parsers.take();
				assertThat(parser).isSameAs(first);
				assertThat(read(parser, "{\"token " + i + "\":0.5}")).hasSize(1);
				this.parsers.giveBack(parser);
			}
			assertThat(this.parsers.take()).isNotSameAs(first);
		}

		@Test
		void aParserThatGrewWithALongTextIsNotKept() {
			EventJsonReader.Parser parser = this.parsers.take();
			String text = "long ".repeat(10_000);
			assertThat(read(parser, "{\"text\":\"" + text + "\"}")).containsEntry("text", text);
			this.parsers.giveBack(parser);

			assertThat(this.parsers.take()).isNotSameAs(parser);
		}

		private @Nullable JsonObject read(EventJsonReader.Parser parser, String text) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			return parser.read(bytes, 0, bytes.length, new JsonTree());
		}

		private final class Reading implements Runnable {

			private static final int TIMES = 20_000;

			private final EventJsonReader reader = EventJsonReaderTests.this.codec.eventReader();

			private final byte[] text;

			private final String name;

			private int right;

			Reading(String text, String name) {
				this.text = bytes(text);
				this.name = name;
			}

			@Override
			public void run() {
				for (int i = 0; i < TIMES; i++) {
					JsonObject object = this.reader.readObject(this.text, 0, this.text.length);
					this.right += object.keySet().equals(Set.of(this.name)) ? 1 : 0;
				}
			}

		}

	}

}
