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

package io.github.togetherspring.jackson;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes an object by its tokens, not by the settings of the mapper.
 *
 * @param <T> the type of the object
 */
final class LosslessSerializer<T> extends StdSerializer<T> {

	private final Function<T, Map<String, @Nullable Object>> writer;

	LosslessSerializer(Class<T> type, Function<T, Map<String, @Nullable Object>> writer) {
		super(type);
		this.writer = writer;
	}

	@Override
	public void serialize(T value, JsonGenerator generator, SerializationContext context) {
		writeValue(generator, this.writer.apply(value));
	}

	private static void writeValue(JsonGenerator generator, @Nullable Object value) {
		if (value instanceof Map<?, ?> object) {
			generator.writeStartObject();
			object.forEach((name, member) -> {
				generator.writeName(String.valueOf(name));
				writeValue(generator, member);
			});
			generator.writeEndObject();
		}
		else if (value instanceof List<?> array) {
			generator.writeStartArray();
			array.forEach((item) -> writeValue(generator, item));
			generator.writeEndArray();
		}
		else if (value instanceof String text) {
			generator.writeString(text);
		}
		else if (value instanceof Boolean bool) {
			generator.writeBoolean(bool);
		}
		else if (value instanceof Number number) {
			writeNumber(generator, number);
		}
		else {
			generator.writeNull();
		}
	}

	private static void writeNumber(JsonGenerator generator, Number number) {
		if (number instanceof BigDecimal decimal) {
			generator.writeNumber(decimal);
		}
		else if (number instanceof BigInteger integer) {
			generator.writeNumber(integer);
		}
		else if (number instanceof Double real) {
			generator.writeNumber(real);
		}
		else {
			generator.writeNumber(number.longValue());
		}
	}

}
