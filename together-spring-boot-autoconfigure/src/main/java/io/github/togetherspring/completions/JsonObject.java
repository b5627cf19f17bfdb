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

package io.github.togetherspring.completions;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON object, with its members in the order they came in.
 * <p>
 * A value is {@code null}, a {@link String}, a {@link Boolean}, a {@code JsonObject}, an
 * unmodifiable {@link List} of such values, or a number: an integer is an
 * {@link Integer}, a {@link Long} or a {@link BigInteger}, whichever is the smallest that
 * holds it; any other number is a {@link BigDecimal}, so that no digit is lost, and
 * negative zero, which that does not know, a {@link Double}.
 * <p>
 * As a {@link Map} it is written by any JSON library as the object it stands for.
 */
public final class JsonObject extends AbstractMap<String, @Nullable Object> {

	private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);

	private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

	private static final int MAX_EXPONENT = 40;

	private final Map<String, @Nullable Object> members;

	private JsonObject(Map<String, @Nullable Object> members) {
		this.members = Collections.unmodifiableMap(members);
	}

	/**
	 * Returns the given map as a JSON object.
	 * @param map names and values; the values may be strings, booleans, finite numbers,
	 * maps, collections and arrays of such values, and {@code null}
	 * @return the object; the argument itself, if it is one already
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	public static JsonObject of(Map<String, ?> map) {
		if (map instanceof JsonObject object) {
			return object;
		}
		Builder builder = builder();
		map.forEach(builder::put);
		return builder.build();
	}

	/**
	 * Returns a builder of JSON objects.
	 * @return a builder without members
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public Set<Entry<String, @Nullable Object>> entrySet() {
		return this.members.entrySet();
	}

	@Override
	public @Nullable Object get(@Nullable Object name) {
		return this.members.get(name);
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return this.members.containsKey(name);
	}

	/**
	 * Returns the names of the members and none of their values, which may be prompts or
	 * generated texts.
	 */
	@Override
	public String toString() {
		return "JsonObject" + keySet();
	}

	@Nullable String string(String name) {
		return (get(name) instanceof String string) ? string : null;
	}

	@Nullable Integer integer(String name) {
		return (get(name) instanceof Integer integer) ? integer : null;
	}

	int integer(String name, int fallback) {
		Integer integer = integer(name);
		return (integer != null) ? integer : fallback;
	}

	@Nullable Long longInteger(String name) {
		Object value = get(name);
		return (value instanceof Integer || value instanceof Long) ? Long.valueOf(((Number) value).longValue()) : null;
	}

	@Nullable BigInteger bigInteger(String name) {
		Object value = get(name);
		if (value instanceof BigInteger integer) {
			return integer;
		}
		if (value instanceof BigDecimal decimal) {
			// 1.5E+19 is an integer too; the bound keeps 1E+999999999 from filling the
			// heap.
			boolean integral = decimal.scale() <= 0 && decimal.scale() > -MAX_EXPONENT;
			return integral ? decimal.toBigInteger() : null;
		}
		return (value instanceof Integer || value instanceof Long) ? BigInteger.valueOf(((Number) value).longValue())
				: null;
	}

	@Nullable Double number(String name) {
		return number(get(name));
	}

	@Nullable Boolean bool(String name) {
		return (get(name) instanceof Boolean bool) ? bool : null;
	}

	@Nullable JsonObject object(String name) {
		return (get(name) instanceof JsonObject object) ? object : null;
	}

	List<@Nullable Object> list(String name) {
		return list(get(name));
	}

	// The objects of a list, in order; anything else in it is passed over.
	List<JsonObject> objects(String name) {
		List<JsonObject> objects = new ArrayList<>();
		for (Object item : list(name)) {
			if (item instanceof JsonObject object) {
				objects.add(object);
			}
		}
		return objects;
	}

	static @Nullable Double number(@Nullable Object value) {
		return (value instanceof Number number) ? Double.valueOf(number.doubleValue()) : null;
	}

	@SuppressWarnings("unchecked")
	static List<@Nullable Object> list(@Nullable Object value) {
		if (value instanceof List<?> list) {
			return (List<@Nullable Object>) list;
		}
		return Collections.emptyList();
	}

	private static @Nullable Object toJson(String name, @Nullable Object value) {
		if (value == null || value instanceof String || value instanceof Boolean) {
			return value;
		}
		if (value instanceof CharSequence text) {
			return text.toString();
		}
		if (value instanceof Number number) {
			return toJson(name, number);
		}
		if (value instanceof Map<?, ?> map) {
			return toJson(map);
		}
		if (value instanceof Collection<?> collection) {
			return toJson(name, collection);
		}
		if (value instanceof Object[] array) {
			return toJson(name, Arrays.asList(array));
		}
		throw new IllegalArgumentException("'" + name + "' has no JSON form: " + value.getClass().getName());
	}

	private static Number toJson(String name, Number number) {
		if (number instanceof Integer || number instanceof BigDecimal) {
			return number;
		}
		if (number instanceof BigInteger integer) {
			return shortest(integer);
		}
		if (number instanceof Double || number instanceof Float) {
			double value = number.doubleValue();
			if (!Double.isFinite(value)) {
				throw new IllegalArgumentException("'" + name + "' must be a finite number: " + value);
			}
			boolean negativeZero = value == 0 && Math.copySign(1, value) < 0;
			return negativeZero ? Double.valueOf(-0.0) : new BigDecimal(number.toString());
		}
		return shortest(number.longValue());
	}

	private static Number shortest(BigInteger integer) {
		boolean fits = integer.compareTo(MIN_LONG) >= 0 && integer.compareTo(MAX_LONG) <= 0;
		return fits ? shortest(integer.longValue()) : integer;
	}

	private static Number shortest(long integer) {
		// Not a conditional expression: that would widen both results to long.
		if (integer == (int) integer) {
			return (int) integer;
		}
		return integer;
	}

	private static JsonObject toJson(Map<?, ?> map) {
		if (map instanceof JsonObject object) {
			return object;
		}
		Builder builder = builder();
		map.forEach((name, value) -> builder.put(String.valueOf(name), value));
		return builder.build();
	}

	private static List<@Nullable Object> toJson(String name, Collection<?> collection) {
		List<@Nullable Object> list = new ArrayList<>(collection.size());
		for (Object item : collection) {
			list.add(toJson(name, item));
		}
		return Collections.unmodifiableList(list);
	}

	/**
	 * Collects the members of a {@link JsonObject}.
	 */
	public static final class Builder {

		private Map<String, @Nullable Object> members = new LinkedHashMap<>();

		private Builder() {
		}

		/**
		 * Sets a member. The last value given for a name counts.
		 * @param name the member's name
		 * @param value the value, in any of the forms that {@link JsonObject#of} takes
		 * @return this builder
		 * @throws IllegalArgumentException if the value has no JSON form
		 */
		public Builder put(String name, @Nullable Object value) {
			this.members.put(name, toJson(name, value));
			return this;
		}

		Builder putIfNotNull(String name, @Nullable Object value) {
			return (value != null) ? put(name, value) : this;
		}

		Builder putAll(JsonObject object) {
			this.members.putAll(object.members);
			return this;
		}

		Builder remove(String name) {
			this.members.remove(name);
			return this;
		}

		/**
		 * Returns the object.
		 * @return an object of the members set so far
		 */
		public JsonObject build() {
			return new JsonObject(new LinkedHashMap<>(this.members));
		}

	}

}
