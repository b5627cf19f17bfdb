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

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link JsonCodec} beyond the limits of the parser.
 */
class JsonLimitsTests {

	static Stream<Arguments> broken() {
		return Stream.of(
				argumentSet("deep nesting of arrays", "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
				argumentSet("deep nesting of objects", "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)),
				argumentSet("exponent beyond all bounds", "{\"a\":1e99999999999}"),
				argumentSet("exponent at the edge of an int", "{\"a\":1e-2147483648}"),
				argumentSet("endless number", "{\"a\":" + "9".repeat(100_000) + "}"));
	}

	@ParameterizedTest
	@MethodSource("broken")
	void jsonBeyondTheLimitsIsBroken(String json) {
		assertThatExceptionOfType(JsonCodec.BrokenJsonException.class)
			.isThrownBy(() -> new JsonCodec().readObject(json.getBytes(StandardCharsets.UTF_8)))
			.withNoCause();
	}

}
