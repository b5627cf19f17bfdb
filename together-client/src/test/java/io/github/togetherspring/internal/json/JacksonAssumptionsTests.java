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

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link EventJsonReader} and {@link JsonTree} assume about Jackson's
 * parser, one for each assumption. If a test fails after an upgrade of Jackson, events
 * are more expensive, or are read incorrectly.
 */
class JacksonAssumptionsTests {

	private static final String SPACE = " \n";

	private final JsonMapper mapper = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

	private final Input input = new Input("");

	private final JsonParser parser = this.mapper.createParser(this.input);

	private JsonParser text(String text) {
		this.input.bytes = text.getBytes(StandardCharsets.UTF_8);
		this.input.position = 0;
		return this.parser;
	}

	private void read(String text) {
		text(text);
		readObject();
	}

	private void readObject() {
		assertThat(this.parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
		int depth = 1;
		while (depth > 0) {
			JsonToken token = this.parser.nextToken();
			depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
		}
	}

	private String rest() {
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		this.parser.releaseBuffered(rest);
		return rest.toString(StandardCharsets.UTF_8);
	}

	@Nested
	class OneTextAfterTheOther {

		@Test
		void parserOfAnInputThatIsEmptyAtFirstReadsUtf8() {
			assertThat(JacksonAssumptionsTests.this.input.ends).as("the parser has looked for the encoding")
				.isPositive();
			text("{\"né€\":\"😀\"}").nextToken();
			assertThat(JacksonAssumptionsTests.this.parser.nextName()).isEqualTo("né€");
			assertThat(JacksonAssumptionsTests.this.parser.nextStringValue()).isEqualTo("😀");
		}

		@Test
		void endOfAnObjectIsFoundWithoutReadingOn() {
			int before = JacksonAssumptionsTests.this.input.ends;
			read("{\"a\":[{\"b\":1.5}]}");
			assertThat(JacksonAssumptionsTests.this.input.ends).isEqualTo(before);
		}

		@Test
		void nextTextBeginsWhereTheInputGoesOn() {
			read("{\"a\":1}");
			read("{\"b\":2}");
			text("{\"c\":3}").nextToken();
			assertThat(JacksonAssumptionsTests.this.parser.nextName()).isEqualTo("c");
			assertThat(JacksonAssumptionsTests.this.parser.streamReadContext().getParent().inRoot()).isTrue();
		}

		@Test
		void restOfATextIsReleasedAndNotReadAgain() {
			read("{\"a\":1}" + SPACE + "x");
			assertThat(rest()).isEqualTo(SPACE + "x");
			assertThat(rest()).isEmpty();
			read("{\"b\":2}");
			assertThat(rest()).isEmpty();
		}

		@Test
		void textLongerThanTheBufferIsReadInPieces() {
			String text = "long ".repeat(10_000);
			text("{\"a\":\"" + text + "\"}").nextToken();
			JacksonAssumptionsTests.this.parser.nextName();
			assertThat(JacksonAssumptionsTests.this.parser.nextStringValue()).isEqualTo(text);
			assertThat(JacksonAssumptionsTests.this.parser.nextToken()).isEqualTo(JsonToken.END_OBJECT);
		}

		@ParameterizedTest
		@ValueSource(
				strings = { "{\"a\":[1,{\"b\":\"c\\n\"}]}", "{\"a\":-1.5e7,\"né\":null}", "{\"a\":NaN,\"b\":true}" })
		void cutTextIsAnErrorOfJacksonOrEnds(String whole) {
			byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
			for (int length = 0; length < bytes.length; length++) {
				Input cut = new Input("");
				cut.bytes = Arrays.copyOf(bytes, length);
				assertThat(isCut(JacksonAssumptionsTests.this.mapper.createParser(cut)))
					.as("%d bytes of %s", length, whole)
					.isTrue();
			}
		}

		private static boolean isCut(JsonParser parser) {
			try {
				while (parser.nextToken() != null) {
					if (parser.currentToken() == JsonToken.END_OBJECT && parser.streamReadContext().inRoot()) {
						return false;
					}
				}
				return true;
			}
			catch (JacksonException ex) {
				return true;
			}
		}

	}

	@Nested
	class WhatIsKept {

		private static final int TEXTS = 1000;

		private static final int BYTES_FOR_A_TEXT = 100;

		@Test
		void buffersAndContextsAreKeptFromTextToText() {
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			byte[] bytes = "{\"a\":[{\"b\":1.5,\"c\":null}]}".getBytes(StandardCharsets.UTF_8);
			read(bytes);
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < TEXTS; i++) {
				read(bytes);
			}
			long allocated = threads.getCurrentThreadAllocatedBytes() - before;
			assertThat(allocated / TEXTS).as("bytes for a text").isLessThan(BYTES_FOR_A_TEXT);
		}

		private void read(byte[] bytes) {
			JacksonAssumptionsTests.this.input.bytes = bytes;
			JacksonAssumptionsTests.this.input.position = 0;
			JsonParser parser = JacksonAssumptionsTests.this.parser;
			do {
				parser.nextToken();
			}
			while (!parser.streamReadContext().inRoot());
		}

		@Test
		void namesAreKeptFromTextToText() {
			assertThat(name("{\"finish_reason\":1}")).isSameAs(name("{\"finish_reason\":2}"));
		}

		@Test
		void namesAreNotInterned() {
			String name = name("{\"" + UUID.randomUUID() + "\":1}");
			String copy = new String(name.toCharArray());
			assertThat(copy.intern()).isNotSameAs(name);
		}

		@Test
		void manyNamesAreForgottenWhenTheirParserIsClosed() {
			WeakReference<String> name = readManyNames();
			Awaitility.await().until(() -> {
				System.gc();
				return name.get() == null;
			});
		}

		private WeakReference<String> readManyNames() {
			String names = IntStream.range(0, 10_000)
				.mapToObj((i) -> "\"name " + i + "\":0")
				.collect(Collectors.joining(",", "{", "}"));
			try (JsonParser other = JacksonAssumptionsTests.this.mapper.createParser(new Input(names))) {
				other.nextToken();
				String first = other.nextName();
				assertThat(first).isEqualTo("name 0");
				JsonToken token = other.nextToken();
				while (token != JsonToken.END_OBJECT) {
					token = other.nextToken();
				}
				return new WeakReference<>(first);
			}
		}

		private String name(String text) {
			JsonParser parser = text(text);
			parser.nextToken();
			String name = parser.nextName();
			parser.nextToken();
			parser.nextToken();
			return name;
		}

	}

	@Nested
	class Limits {

		private final StreamReadConstraints limits = JacksonAssumptionsTests.this.parser.streamReadConstraints();

		@Test
		void allTextsTogetherMayHaveAnySize() {
			assertThat(this.limits.hasMaxDocumentLength()).isFalse();
			assertThat(this.limits.hasMaxTokenCount()).isFalse();
		}

		@Test
		void aStringMayBeAsLongAsTheLargestResponse() {
			assertThat(this.limits.getMaxStringLength()).isGreaterThanOrEqualTo(64 * 1024 * 1024);
		}

		@Test
		void nestingIsLimitedForEachText() {
			int depth = this.limits.getMaxNestingDepth();
			assertThat(depth).as("recursions of JsonTree").isBetween(100, 1_000);
			String deepest = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
			read(deepest);
			read(deepest);
			text("{\"a\":" + deepest + "}");
			assertThatExceptionOfType(StreamConstraintsException.class)
				.isThrownBy(JacksonAssumptionsTests.this::readObject)
				.satisfies((ex) -> assertThat(ex.getLocation()).as("place of what is a limit").isNull());
		}

	}

	@Nested
	class Values {

		@Test
		void integersHaveTheSmallestTypeThatHoldsThem() {
			assertThat(value("1").getNumberValue()).isEqualTo(1);
			assertThat(value("2147483648").getNumberValue()).isEqualTo(2147483648L);
			assertThat(value("18446744073709551615").getNumberValue())
				.isEqualTo(new BigInteger("18446744073709551615"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "1.50", "-4.7e-7", "0.1", "1E5", "12345678901234567890.12345678901234567890" })
		void decimalsKeepTheirDigits(String number) {
			assertThat(value(number).getDecimalValue()).isEqualTo(new BigDecimal(number));
		}

		@ParameterizedTest
		@CsvSource({ "NaN, NaN", "Infinity, Infinity", "+INF, Infinity", "-Infinity, -Infinity", "-INF, -Infinity" })
		void numbersThatAreNoneAreMarked(String number, Double value) {
			JsonParser parser = value(number);
			assertThat(parser.isNaN()).isTrue();
			assertThat(parser.getDoubleValue()).isEqualTo(value);
			assertThat(value("1.5").isNaN()).isFalse();
		}

		@Test
		void negativeZeroIsKnownByItsText() {
			JsonParser parser = value("-0.0");
			assertThat(parser.getDecimalValue().signum()).isZero();
			assertThat(parser.getString()).isEqualTo("-0.0");
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 100, 5_000, 100_000 })
		void charactersOfAStringAreInOnePieceBeforeItIsCreated(int length) {
			String text = "é".repeat(length);
			JsonParser parser = value("\"" + text + "\"");
			assertThat(parser.getStringLength()).isEqualTo(length);
			assertThat(new String(parser.getStringCharacters(), parser.getStringOffset(), length)).isEqualTo(text);
			assertThat(parser.getString()).isEqualTo(text);
		}

		private JsonParser value(String value) {
			JsonParser parser = JacksonAssumptionsTests.this.mapper.createParser(new Input("{\"a\":" + value + "}"));
			parser.nextToken();
			parser.nextName();
			parser.nextToken();
			return parser;
		}

	}

	/**
	 * An input at its end until more bytes are set.
	 */
	private static final class Input extends InputStream {

		private byte[] bytes;

		private int position;

		private int ends;

		Input(String text) {
			this.bytes = text.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public int read() {
			throw new UnsupportedOperationException();
		}

		@Override
		public int read(byte[] buffer, int offset, int size) {
			int count = Math.min(size, this.bytes.length - this.position);
			if (count == 0) {
				this.ends++;
				return -1;
			}
			System.arraycopy(this.bytes, this.position, buffer, offset, count);
			this.position += count;
			return count;
		}

	}

}
