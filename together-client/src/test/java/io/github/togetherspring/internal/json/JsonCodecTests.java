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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link JsonCodec}.
 */
class JsonCodecTests {

	private final JsonCodec codec = new JsonCodec();

	static Stream<Arguments> broken() {
		return Stream.of(argumentSet("empty", ""), argumentSet("white space", " \n"), argumentSet("array", "[{}]"),
				argumentSet("text", "\"hush\""), argumentSet("number", "1"), argumentSet("null", "null"),
				argumentSet("two objects", "{}{}"), argumentSet("object and garbage", "{} hush"),
				argumentSet("cut object", "{\"a\":\"hush\""), argumentSet("cut string", "{\"a\":\"hush"),
				argumentSet("cut array", "{\"a\":[1,"), argumentSet("cut name", "{\"hush"),
				argumentSet("trailing comma", "{\"a\":1,}"), argumentSet("single quotes", "{'a':'hush'}"),
				argumentSet("unquoted", "{a:hush}"), argumentSet("NaN and more", "{\"a\":NaNhush}"),
				argumentSet("leading zero", "{\"a\":01}"), argumentSet("HTML", "<html>hush</html>"),
				argumentSet("comment", "{/* hush */}"), argumentSet("mismatched", "{\"a\":[1}"),
				argumentSet("control character", "{\"a\":\"hush\u0001\"}"),
				argumentSet("bad escape", "{\"a\":\"hush\\x\"}"));
	}

	@Test
	void everyTypeOfValue() {
		JsonObject object = read("""
				 {"s":"é😀\\n","i":7,"l":2147483648,"b":18446744073709551615,"d":1.50,"e":-4.7e-7,"t":true,"f":false,
				"n":null,"a":[1,[],{"x":null}],"o":{}}\s""");
		assertThat(object.keySet()).containsExactly("s", "i", "l", "b", "d", "e", "t", "f", "n", "a", "o");
		assertThat(object).containsEntry("s", "é😀\n")
			.containsEntry("i", 7)
			.containsEntry("l", 2147483648L)
			.containsEntry("b", new BigInteger("18446744073709551615"))
			.containsEntry("d", new BigDecimal("1.50"))
			.containsEntry("e", new BigDecimal("-4.7e-7"))
			.containsEntry("t", true)
			.containsEntry("f", false)
			.containsEntry("n", null)
			.containsEntry("o", Map.of());
		assertThat((List<?>) object.get("a")).hasSize(3).first().isEqualTo(1);
	}

	@Test
	void numbersAreExact() {
		String digits = "-0.12345678901234567890123456789";
		assertThat(read("{\"x\":" + digits + "}").get("x")).isEqualTo(new BigDecimal(digits));
		assertThat(read("{\"a\":-0.0,\"b\":0.0,\"c\":-0.5}"))
			.isEqualTo(Map.of("a", -0.0, "b", new BigDecimal("0.0"), "c", new BigDecimal("-0.5")));
		assertThat(read("{\"a\":-1e0,\"b\":[123456789012e0],\"c\":10e-1,\"d\":1e1}")).isEqualTo(
				Map.of("a", -1, "b", List.of(123456789012L), "c", new BigDecimal("1.0"), "d", new BigDecimal("1e1")));
	}

	@Test
	void laterOfDuplicateKeysCounts() {
		assertThat(read("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2));
	}

	@ParameterizedTest
	@MethodSource("broken")
	void brokenJsonIsAnErrorThatDoesNotQuote(String json) {
		assertThatExceptionOfType(JsonCodec.BrokenJsonException.class).isThrownBy(() -> read(json))
			.withMessageNotContaining("hush")
			.withNoCause();
	}

	@Test
	void placeOfTheErrorIsTold() {
		assertThatExceptionOfType(JsonCodec.BrokenJsonException.class).isThrownBy(() -> read("{\"a\":1,\n\"b\" 2}"))
			.withMessageContaining("line 2");
	}

	@Test
	void halfCharactersAreReplaced() {
		byte[] bytes = { '{', '"', 'a', '"', ':', '"', 'x', (byte) 0xF0, (byte) 0x9F, '"', '}' };
		assertThat(this.codec.readObject(bytes)).isEqualTo(Map.of("a", "x\uFFFD"));
		assertThat(this.codec.eventReader().readObject(bytes, 0, bytes.length)).isEqualTo(Map.of("a", "x\uFFFD"));
	}

	@Test
	void characterInAnEscapeIsBrokenJsonInATextWithHalfCharacters() {
		byte[] bytes = "{\"a\":\"x\\u006\u0463\"}".getBytes(StandardCharsets.UTF_8);
		bytes[6] = (byte) 0xFF;
		assertThatExceptionOfType(JsonCodec.BrokenJsonException.class).isThrownBy(() -> this.codec.readObject(bytes));
	}

	@Test
	void textThatEndsInACharacterIsBrokenJson() {
		byte[] bytes = Arrays.copyOf("{\"a\":\"é".getBytes(StandardCharsets.UTF_8), 7);
		assertThatExceptionOfType(JsonCodec.BrokenJsonException.class).isThrownBy(() -> this.codec.readObject(bytes));
	}

	@Test
	void numbersThatJsonDoesNotKnowAreTexts() {
		JsonObject object = read("{\"a\":NaN,\"b\":[Infinity,-Infinity,-1.5],\"c\":\"NaN\"}");
		assertThat(object)
			.isEqualTo(Map.of("a", "NaN", "b", List.of("Infinity", "-Infinity", new BigDecimal("-1.5")), "c", "NaN"));
		assertThat(read(JsonMapper.shared().writeValueAsString(object))).isEqualTo(object);
	}

	@Test
	void ofTokensThatAreSpelledAlikeTheFirstCounts() {
		assertThat(read("""
				{"top_logprobs":[{"a":-1,"b":-2,"a":-3},{"b":-4,"b":-5}],"a":1,"a":2}"""))
			.isEqualTo(Map.of("top_logprobs", List.of(Map.of("a", -1, "b", -2), Map.of("b", -4)), "a", 2));
	}

	@Test
	void moderateNestingIsRead() {
		assertThat(read("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}")).containsKey("a");
	}

	@Test
	void longTextIsRead() {
		assertThat(read("{\"a\":\"" + "x".repeat(19_000_000) + "\"}").get("a").toString()).hasSize(19_000_000);
	}

	@Test
	void requestIsWrittenAsItIs() {
		CompletionRequest request = CompletionRequest.builder()
			.model("m")
			.prompt("é\n")
			.temperature(0.7)
			.seed(new BigInteger("18446744073709551615"))
			.additionalField("x", null)
			.build();
		String json = "{\"model\":\"m\",\"prompt\":\"é\\n\",\"temperature\":0.7,\"seed\":18446744073709551615,\"x\":null";
		assertThat(new String(this.codec.write(request.json()), StandardCharsets.UTF_8)).isEqualTo(json + "}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":5e55555550301}", "{\"a\":[-1E-55555550301]}", "{\"a\":1e2147483648}" })
	void numberBeyondTheLimitsIsBrokenJson(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(JsonCodec.BrokenJsonException.class).isThrownBy(() -> this.codec.readObject(bytes));
		assertThatExceptionOfType(JsonCodec.BrokenJsonException.class).isThrownBy(() -> this.codec.readValue(bytes));
	}

	private JsonObject read(String json) {
		return this.codec.readObject(json.getBytes(StandardCharsets.UTF_8));
	}

}
