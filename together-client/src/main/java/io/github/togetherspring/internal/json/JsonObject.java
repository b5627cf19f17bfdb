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
import java.time.Instant;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON object, with its members in their original order.
 * <p>
 * A value is {@code null}, a {@link String}, a {@link Boolean}, a {@code JsonObject}, an
 * unmodifiable {@link List} of such values, or a number: an integer is an
 * {@link Integer}, a {@link Long} or a {@link BigInteger}, whichever is the smallest that
 * holds it, even if it was written as {@code 1e0}; any other number is a
 * {@link BigDecimal}, so that no digit is lost, except for negative zero, which is a
 * {@link Double}.
 * <p>
 * Because it is a {@link Map}, any JSON library writes it as an object.
 */
public final class JsonObject extends AbstractMap<String, @Nullable Object> {

	private static final Double NEGATIVE_ZERO = -0.0;

	private static final int MAX_EXPONENT = 40;

	private static final Pattern INTEGER = Pattern.compile("\\s*-?\\d{1,40}\\s*");

	// A number that is written as a string, including those that JSON does not have.
	private static final Pattern NUMBER = Pattern
		.compile("\\s*(-?\\d{1,40}(\\.\\d{1,40})?([eE][-+]?\\d{1,4})?|NaN|-?Infinity)\\s*");

	// Up to this size, a linear search is as fast as a hash, and needs far less memory.
	private static final int MAX_UNINDEXED = 12;

	private static final Class<?> SINGLETON_LIST = Collections.singletonList("").getClass();

	private final @Nullable Object[] members;

	private final @Nullable Map<String, Integer> index;

	// Alternating names and values, without duplicate names.
	private JsonObject(@Nullable Object[] members, @Nullable Map<String, Integer> index) {
		this.members = members;
		this.index = index;
	}

	/**
	 * Return the given map as a JSON object.
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
	 * Return a builder of JSON objects.
	 * @return a builder without members
	 */
	public static Builder builder() {
		return new Builder(MAX_UNINDEXED / 2);
	}

	/**
	 * Return a builder of JSON objects with room for an expected number of members. It
	 * accepts more and fewer; an object with exactly this number is built without a copy.
	 * @param members the expected number of members, not negative
	 * @return a builder without members
	 * @throws IllegalArgumentException if the number is negative
	 */
	public static Builder builder(int members) {
		if (members < 0) {
			throw new IllegalArgumentException("The number of members is negative: " + members);
		}
		return new Builder(members);
	}

	@Override
	public Set<Entry<String, @Nullable Object>> entrySet() {
		return new Entries();
	}

	@Override
	public int size() {
		return this.members.length / 2;
	}

	@Override
	public @Nullable Object get(@Nullable Object name) {
		int place = place(this.members, this.members.length, this.index, name);
		return (place >= 0) ? this.members[place + 1] : null;
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return place(this.members, this.members.length, this.index, name) >= 0;
	}

	private static int place(@Nullable Object[] members, int length, @Nullable Map<String, Integer> index,
			@Nullable Object name) {
		if (index != null) {
			Integer place = index.get(name);
			return (place != null) ? place : -1;
		}
		if (name instanceof String text) {
			for (int i = 0; i < length; i += 2) {
				if (text.equals(members[i])) {
					return i;
				}
			}
		}
		return -1;
	}

	/**
	 * Return the names of the members without their values, which may be prompts or
	 * generated texts.
	 */
	@Override
	public String toString() {
		return "JsonObject" + keySet();
	}

	/**
	 * Return a member that is a string.
	 * @param name the name of the member
	 * @return the string, or {@code null} if the member is missing or anything else
	 */
	public @Nullable String string(String name) {
		return (get(name) instanceof String string) ? string : null;
	}

	/**
	 * Return a member that is an integer within 32 bits, including one written with a
	 * fraction of zero or as a string.
	 * @param name the name of the member
	 * @return the integer, or {@code null} if there is none
	 */
	public @Nullable Integer integer(String name) {
		if (get(name) instanceof Integer integer) {
			return integer;
		}
		BigInteger integer = bigInteger(name);
		return (integer != null && integer.bitLength() < Integer.SIZE) ? integer.intValue() : null;
	}

	/**
	 * Return a member that is an integer within 64 bits.
	 * @param name the name of the member
	 * @return the integer, or {@code null} if there is none
	 */
	public @Nullable Long longInteger(String name) {
		BigInteger integer = bigInteger(name);
		return (integer != null && integer.bitLength() < Long.SIZE) ? integer.longValue() : null;
	}

	/**
	 * Return a member that is an integer of any size.
	 * @param name the name of the member
	 * @return the integer, or {@code null} if there is none
	 */
	public @Nullable BigInteger bigInteger(String name) {
		Object value = get(name);
		if (value instanceof String text) {
			return INTEGER.matcher(text).matches() ? new BigInteger(text.strip()) : null;
		}
		return (value instanceof Number number) ? bigInteger(number) : null;
	}

	/**
	 * Return a number as an integer.
	 * @param value a number of a JSON object
	 * @return the integer, or {@code null} if it has a fraction or an exponent beyond 40
	 */
	public static @Nullable BigInteger bigInteger(Number value) {
		if (value instanceof Integer || value instanceof Long) {
			return BigInteger.valueOf(value.longValue());
		}
		if (value instanceof BigDecimal decimal) {
			return integral(decimal);
		}
		if (value instanceof Double) {
			// Negative zero, the only one there is.
			return BigInteger.ZERO;
		}
		return (value instanceof BigInteger integer) ? integer : null;
	}

	// 12.0 and 1.5E+19 are integers, too. The bound keeps 1E+999999999 from filling the
	// heap.
	private static @Nullable BigInteger integral(BigDecimal decimal) {
		if (decimal.scale() < -MAX_EXPONENT) {
			return null;
		}
		BigDecimal plain = decimal.stripTrailingZeros();
		return (plain.scale() <= 0) ? plain.toBigInteger() : null;
	}

	/**
	 * Return a count, even if the server wrote it as a string, with a fraction, or too
	 * large for an {@code int}.
	 * @param name the name of the member
	 * @return the count, or {@code null} if there is no number at all
	 */
	public @Nullable Integer count(String name) {
		Object value = get(name);
		if (value instanceof Integer integer) {
			return integer;
		}
		Double number = number(value);
		return (number != null && !number.isNaN()) ? number.intValue() : null;
	}

	/**
	 * Return a count, see {@link #count(String)}.
	 * @param name the name of the member
	 * @param fallback what to return if there is none
	 * @return the count
	 */
	public int count(String name, int fallback) {
		Integer count = count(name);
		return (count != null) ? count : fallback;
	}

	/**
	 * Return a moment that is given in seconds since 1970, possibly with a fraction,
	 * which is dropped.
	 * @param name the name of the member
	 * @return the moment, or {@code null} if there is none within the range of
	 * {@link Instant}
	 */
	public @Nullable Instant instant(String name) {
		Object value = get(name);
		if (value instanceof Integer || value instanceof Long) {
			return instant(((Number) value).longValue());
		}
		Double number = number(value);
		return (number != null && !number.isNaN()) ? instant(number.longValue()) : null;
	}

	private static @Nullable Instant instant(long seconds) {
		return (seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond())
				? Instant.ofEpochSecond(seconds) : null;
	}

	/**
	 * Return a member that is a number, or a string that stands for one.
	 * @param name the name of the member
	 * @return the number, or {@code null} if there is none
	 */
	public @Nullable Double number(String name) {
		return number(get(name));
	}

	/**
	 * Return a member that is a boolean.
	 * @param name the name of the member
	 * @return the boolean, or {@code null} if the member is missing or anything else
	 */
	public @Nullable Boolean bool(String name) {
		return (get(name) instanceof Boolean bool) ? bool : null;
	}

	/**
	 * Return a member that is an object.
	 * @param name the name of the member
	 * @return the object, or {@code null} if the member is missing or anything else
	 */
	public @Nullable JsonObject object(String name) {
		return (get(name) instanceof JsonObject object) ? object : null;
	}

	/**
	 * Return a member that is a list.
	 * @param name the name of the member
	 * @return the list, empty if the member is missing or anything else
	 */
	public List<@Nullable Object> list(String name) {
		return list(get(name));
	}

	/**
	 * Return the objects of a list, in order. Anything else in the list is ignored.
	 * @param <T> the type to convert each object to
	 * @param name the name of the member
	 * @param type converts an object
	 * @return the converted objects, possibly none
	 */
	// Called for each token of a stream.
	public <T> List<T> objects(String name, Function<JsonObject, T> type) {
		List<@Nullable Object> list = list(name);
		if (list.size() == 1 && list.get(0) instanceof JsonObject object) {
			return List.of(type.apply(object));
		}
		List<T> objects = new ArrayList<>(list.size());
		for (Object item : list) {
			if (item instanceof JsonObject object) {
				objects.add(type.apply(object));
			}
		}
		return Collections.unmodifiableList(objects);
	}

	/**
	 * Return a value as a number.
	 * @param value a value of a JSON object
	 * @return the number, or {@code null} if it is neither a number nor a string that
	 * stands for one
	 */
	public static @Nullable Double number(@Nullable Object value) {
		if (value instanceof Number number) {
			return number.doubleValue();
		}
		return (value instanceof String text && NUMBER.matcher(text).matches()) ? Double.valueOf(text) : null;
	}

	/**
	 * Return a value as a list.
	 * @param value a value of a JSON object
	 * @return the list, empty if it is anything else
	 */
	@SuppressWarnings("unchecked")
	public static List<@Nullable Object> list(@Nullable Object value) {
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
		if (number instanceof Integer) {
			return number;
		}
		if (number instanceof BigDecimal decimal) {
			return shortest(decimal);
		}
		if (number instanceof BigInteger integer) {
			return shortest(integer);
		}
		if (number instanceof Double || number instanceof Float) {
			double value = number.doubleValue();
			if (!Double.isFinite(value)) {
				throw new IllegalArgumentException("'" + name + "' must be a finite number: " + value);
			}
			return NEGATIVE_ZERO.equals(value) ? NEGATIVE_ZERO : new BigDecimal(number.toString());
		}
		return shortest(number.longValue());
	}

	// Without a scale, it is written as an integer, and read again as one.
	static Number shortest(BigDecimal decimal) {
		return (decimal.scale() == 0) ? shortest(decimal.unscaledValue()) : decimal;
	}

	private static Number shortest(BigInteger integer) {
		return (integer.bitLength() < Long.SIZE) ? shortest(integer.longValue()) : integer;
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
		if (collection.isEmpty()) {
			return Collections.emptyList();
		}
		if (collection.size() == 1) {
			Object item = collection.iterator().next();
			Object json = toJson(name, item);
			if (json == item && collection.getClass() == SINGLETON_LIST) {
				return list(collection);
			}
			return Collections.singletonList(json);
		}
		List<@Nullable Object> list = new ArrayList<>(collection.size());
		for (Object item : collection) {
			list.add(toJson(name, item));
		}
		return Collections.unmodifiableList(list);
	}

	/**
	 * The members as a map shows them.
	 */
	private final class Entries extends AbstractSet<Entry<String, @Nullable Object>> {

		@Override
		public int size() {
			return JsonObject.this.size();
		}

		@Override
		public Iterator<Entry<String, @Nullable Object>> iterator() {
			return new Iterator<>() {

				private int next;

				@Override
				public boolean hasNext() {
					return this.next < JsonObject.this.members.length;
				}

				@Override
				public Entry<String, @Nullable Object> next() {
					if (!hasNext()) {
						throw new NoSuchElementException();
					}
					String name = String.valueOf(JsonObject.this.members[this.next]);
					Object value = JsonObject.this.members[this.next + 1];
					this.next += 2;
					return new SimpleImmutableEntry<>(name, value);
				}

			};
		}

	}

	/**
	 * Collect the members of a {@link JsonObject}.
	 */
	public static final class Builder {

		private @Nullable Object[] members;

		private int length;

		private @Nullable Map<String, Integer> index;

		// Whether the array belongs to an object, and must be copied before a change.
		private boolean shared;

		private Builder(int members) {
			this.members = new @Nullable Object[2 * members];
		}

		/**
		 * Set a member. The last value for a name is used.
		 * @param name the member's name
		 * @param value the value, in any of the forms that {@link JsonObject#of} takes
		 * @return this builder
		 * @throws IllegalArgumentException if the value has no JSON form
		 */
		public Builder put(String name, @Nullable Object value) {
			return set(name, toJson(name, value));
		}

		/**
		 * Set a member, unless its name has been set before.
		 * @param name the member's name
		 * @param value the value, in any of the forms that {@link JsonObject#of} takes
		 * @return this builder
		 * @throws IllegalArgumentException if the value has no JSON form
		 */
		public Builder putIfAbsent(String name, @Nullable Object value) {
			boolean absent = place(this.members, this.length, this.index, name) < 0;
			return absent ? put(name, value) : this;
		}

		/**
		 * Set all members of another object.
		 * @param object the object
		 * @return this builder
		 */
		public Builder putAll(JsonObject object) {
			object.forEach(this::set);
			return this;
		}

		/**
		 * Remove a member.
		 * @param name the name of the member
		 * @return this builder
		 */
		public Builder remove(String name) {
			int place = place(this.members, this.length, this.index, name);
			if (place >= 0) {
				ensureRoom(0);
				System.arraycopy(this.members, place + 2, this.members, place, this.length - place - 2);
				this.length -= 2;
				this.index = (this.index != null) ? index(this.members, this.length) : null;
			}
			return this;
		}

		/**
		 * Return the object.
		 * @return an object of the members set so far
		 */
		public JsonObject build() {
			this.shared = this.length == this.members.length;
			@Nullable Object[] built = this.shared ? this.members : Arrays.copyOf(this.members, this.length);
			return new JsonObject(built, (this.index != null) ? index(built, this.length) : null);
		}

		private Builder set(String name, @Nullable Object value) {
			int place = place(this.members, this.length, this.index, name);
			if (place >= 0) {
				ensureRoom(0);
				this.members[place + 1] = value;
				return this;
			}
			ensureRoom(2);
			this.members[this.length] = name;
			this.members[this.length + 1] = value;
			if (this.index != null) {
				this.index.put(name, this.length);
			}
			this.length += 2;
			if (this.index == null && this.length > 2 * MAX_UNINDEXED) {
				this.index = index(this.members, this.length);
			}
			return this;
		}

		private void ensureRoom(int needed) {
			if (this.shared || this.length + needed > this.members.length) {
				int room = Math.max(this.members.length, needed) + ((needed > 0) ? this.length : 0);
				this.members = Arrays.copyOf(this.members, room);
				this.shared = false;
			}
		}

		private static Map<String, Integer> index(@Nullable Object[] members, int length) {
			Map<String, Integer> index = new HashMap<>(length);
			for (int i = 0; i < length; i += 2) {
				index.put(String.valueOf(members[i]), i);
			}
			return index;
		}

	}

}
