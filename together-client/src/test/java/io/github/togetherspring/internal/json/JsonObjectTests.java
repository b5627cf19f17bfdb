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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link JsonObject}.
 */
class JsonObjectTests {

	static Stream<Arguments> numbers() {
		return Stream.of(number(7, 7), number((byte) 7, 7), number((short) 7, 7), number(7L, 7),
				number(new AtomicLong(7), 7), number(BigInteger.valueOf(7), 7),
				number((long) Integer.MAX_VALUE, Integer.MAX_VALUE), number(2147483648L, 2147483648L),
				number(BigInteger.valueOf(Long.MAX_VALUE), Long.MAX_VALUE),
				number(BigInteger.valueOf(Long.MIN_VALUE), Long.MIN_VALUE),
				number(new BigInteger("9223372036854775808"), new BigInteger("9223372036854775808")),
				number(new BigInteger("-9223372036854775809"), new BigInteger("-9223372036854775809")),
				number(1.5, new BigDecimal("1.5")), number(1.5f, new BigDecimal("1.5")),
				number(0.1f, new BigDecimal("0.1")), number(0.1, new BigDecimal("0.1")),
				number(0.0, new BigDecimal("0.0")), number(-0.0, -0.0), number(-0.0f, -0.0),
				number(1.6E19, new BigDecimal("1.6E+19")), number(new BigDecimal("1.10"), new BigDecimal("1.10")),
				number(new BigDecimal("1e2"), new BigDecimal("1e2")), number(new BigDecimal("-1e0"), -1),
				number(new BigDecimal("12345678901"), 12345678901L));
	}

	@ParameterizedTest
	@MethodSource("numbers")
	void numbersHaveOneForm(Number number, Number expected) {
		assertThat(JsonObject.of(Map.of("x", number)).get("x")).isEqualTo(expected);
		assertThat(JsonObject.of(Map.of("x", List.of(Map.of("y", number)))).get("x"))
			.isEqualTo(List.of(Map.of("y", expected)));
	}

	@ParameterizedTest
	@CsvSource({ "2147483647, 2147483647, 2147483647, 2147483647", "2147483648, , 2147483648, 2147483648",
			"-2147483648, -2147483648, -2147483648, -2147483648", "-2147483649, , -2147483649, -2147483649",
			"9223372036854775807, , 9223372036854775807, 9223372036854775807",
			"9223372036854775808, , , 9223372036854775808", "12.0, 12, 12, 12", "1.2E+1, 12, 12, 12", "12.5, , ,",
			"-0.0, 0, 0, 0", "1E+40, , , 10000000000000000000000000000000000000000", "1E+41, , ,",
			"10E+2147483647, , ," })
	void integersWithinTheirBounds(String number, Integer integer, Long longInteger, BigInteger bigInteger) {
		JsonObject object = new JsonCodec().readObject(("{\"x\":" + number + "}").getBytes(StandardCharsets.UTF_8));
		assertThat(object.integer("x")).isEqualTo(integer);
		assertThat(object.longInteger("x")).isEqualTo(longInteger);
		assertThat(object.bigInteger("x")).isEqualTo(bigInteger);
	}

	@ParameterizedTest
	@CsvSource({ "-31557014167219200, true", "-31557014167219201, false", "31556889864403199, true",
			"31556889864403200, false" })
	void instantsWithinTheirBounds(long seconds, boolean valid) {
		assertThat(JsonObject.of(Map.of("x", seconds)).instant("x"))
			.isEqualTo(valid ? Instant.ofEpochSecond(seconds) : null);
	}

	@Test
	void objectsOfAListWithoutTheRest() {
		JsonObject inner = JsonObject.of(Map.of("a", 1));
		JsonObject object = JsonObject
			.of(Map.of("none", List.of("text"), "one", List.of(inner), "two", List.of(inner, "text", Map.of("a", 2))));
		assertThat(object.objects("none", (item) -> item.integer("a"))).isEmpty();
		assertThat(object.objects("one", (item) -> item.integer("a"))).containsExactly(1);
		assertThat(object.objects("two", (item) -> item.integer("a"))).containsExactly(1, 2);
	}

	// From 13 members on, names are looked up in an index.
	@ParameterizedTest
	@ValueSource(ints = { 2, 12, 13, 14, 40 })
	void objectOfAnySizeIsAMap(int size) {
		Map<String, Object> map = new LinkedHashMap<>();
		IntStream.range(0, size).forEach((i) -> map.put("name " + i, i));
		JsonObject.Builder builder = JsonObject.builder().putAll(JsonObject.of(map));
		assertThatContainsAll(builder.build(), map);
		map.put("name 0", "first");
		map.put("name " + (size - 1), "last");
		map.put("another", "new");
		builder.put("name 0", "first").put("name " + (size - 1), "last").put("another", "new");
		assertThatContainsAll(builder.putIfAbsent("name 1", "ignored").build(), map);
		map.remove("name 1");
		assertThatContainsAll(builder.remove("name 1").remove("missing").build(), map);
		map.put("name 1", "again");
		assertThatContainsAll(builder.put("name 1", "again").build(), map);
	}

	private static void assertThatContainsAll(JsonObject object, Map<String, Object> map) {
		assertThat(List.copyOf(object.entrySet())).isEqualTo(List.copyOf(map.entrySet()));
		assertThat(object.entrySet()).isEqualTo(map.entrySet());
		map.forEach((name, value) -> assertThat(object.get(name)).isEqualTo(value));
		assertThat(object.containsKey("missing")).isFalse();
		assertThat(object.get("missing")).isNull();
		assertThat(object.get(null)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 30 })
	void builderTakesMoreAndFewerMembersThanExpected(int expected) {
		JsonObject.Builder builder = JsonObject.builder(expected).put("a", 1).put("b", 2);
		JsonObject two = builder.build();
		JsonObject changed = builder.put("b", 3).build();
		JsonObject three = builder.put("c", 4).build();
		JsonObject one = builder.remove("a").remove("c").build();
		assertThat(two).containsExactly(entry("a", 1), entry("b", 2));
		assertThat(changed).containsExactly(entry("a", 1), entry("b", 3));
		assertThat(three).containsExactly(entry("a", 1), entry("b", 3), entry("c", 4));
		assertThat(one).containsExactly(entry("b", 3));
	}

	@Test
	void memberThatIsSetStaysIfOnlyAbsentOnesAreSet() {
		assertThat(JsonObject.builder().put("a", null).putIfAbsent("a", 2).putIfAbsent("b", 3).build())
			.containsExactly(entry("a", null), entry("b", 3));
	}

	@Test
	void refusesToExpectFewerThanNoMembers() {
		assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.builder(-1)).withMessageContaining("-1");
	}

	@Test
	void keepsOrderAndNulls() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("z", 1);
		map.put("a", null);
		map.put("m", new StringBuilder("text"));
		JsonObject object = JsonObject.of(map);
		assertThat(object.keySet()).containsExactly("z", "a", "m");
		assertThat(object).containsEntry("a", null).containsEntry("m", "text").hasSize(3);
		assertThat(object.containsKey("a")).isTrue();
		assertThat(object.containsKey("b")).isFalse();
		assertThat(JsonObject.of(object)).isSameAs(object);
	}

	@Test
	void copiesDeeply() {
		List<Object> inner = new ArrayList<>(List.of("a"));
		Map<Object, Object> innerMap = new LinkedHashMap<>(Map.of(7, "b"));
		JsonObject object = JsonObject.of(Map.of("list", inner, "map", innerMap));
		inner.add("c");
		innerMap.put(8, "d");
		assertThat(object).containsEntry("list", List.of("a")).containsEntry("map", Map.of("7", "b"));
	}

	@Test
	void valueInAListOfOneIsConverted() {
		assertThat(JsonObject.of(Map.of("x", Collections.singletonList(new StringBuilder("text"))))).containsEntry("x",
				List.of("text"));
	}

	@Test
	void setBecomesAList() {
		assertThat(JsonObject.of(Map.of("x", new LinkedHashSet<>(List.of(1, 2))))).containsEntry("x", List.of(1, 2));
	}

	@Test
	void refusesWhatHasNoJsonForm() {
		assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.of(Map.of("x", new Object())))
			.withMessageContaining("'x'");
		assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.of(Map.of("x", List.of(Double.NaN))))
			.withMessageContaining("'x'");
		assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.builder().put("x", Float.NEGATIVE_INFINITY))
			.withMessageContaining("'x'");
	}

	@Test
	void builderCanBeUsedAgain() {
		JsonObject.Builder builder = JsonObject.builder().put("a", 1);
		JsonObject first = builder.build();
		JsonObject second = builder.put("b", 2).build();
		assertThat(first).isEqualTo(Map.of("a", 1));
		assertThat(second).isEqualTo(Map.of("a", 1, "b", 2));
	}

	@Test
	void isUnmodifiable() {
		JsonObject object = JsonObject.of(Map.of("x", List.of(1)));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> object.put("y", 1));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(object::clear);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> object.values().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> object.entrySet().iterator().next().setValue(2));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((List<?>) object.get("x")).remove(0));
	}

	@Test
	void equalsAnyMapOfTheSameContent() {
		JsonObject object = JsonObject.of(Map.of("x", 1L, "y", List.of("a")));
		assertThat(object).isEqualTo(Map.of("x", 1, "y", List.of("a")))
			.hasSameHashCodeAs(Map.of("x", 1, "y", List.of("a")));
		assertThat(Map.of("x", 1, "y", List.of("a"))).isEqualTo(object);
	}

	@Test
	void toStringHasNamesOnly() {
		assertThat(JsonObject.of(Map.of("name", "secret"))).hasToString("JsonObject[name]");
	}

	@Test
	void getOfAnotherTypeThanText() {
		assertThat(JsonObject.of(Map.of("x", 1)).get(null)).isNull();
		assertThat(JsonObject.of(Map.of("x", 1)).get(7)).isNull();
	}

	private static Arguments number(Number number, Number expected) {
		return argumentSet(number.getClass().getSimpleName() + " " + number, number, expected);
	}

}
