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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Parser for header values by which servers ask a client to wait. A number is a delay or,
 * where it would be one of more than 30 years, the moment to wait for as a Unix time.
 * Moments are also written as dates: in the three forms of HTTP (RFC 9110, section 5.6.7)
 * and in that of ISO 8601.
 */
final class ServerDelay {

	private static final BigDecimal MIN_UNIX_SECONDS = BigDecimal.valueOf(1_000_000_000L);

	private static final BigDecimal MIN_UNIX_MILLIS = BigDecimal.valueOf(100_000_000_000L);

	private static final BigDecimal MAX_UNIX_MILLIS = BigDecimal.valueOf(100_000_000_000_000L);

	private static final Duration MAX_DELAY = Duration.ofSeconds(Integer.MAX_VALUE);

	private static final int MILLIS_EXPONENT = 3;

	// Such as "1m30s", "6ms" and "1.5s".
	private static final Pattern UNITS = Pattern.compile(
			"(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");

	private static final Pattern DAY_OF_WEEK = Pattern.compile("^[A-Za-z]{3,9},? +");

	private static final DateTimeFormatter ASCTIME = pattern("MMM d HH:mm:ss uuuu");

	private static final DateTimeFormatter FOUR_DIGIT_YEAR = pattern("d-MMM-uuuu HH:mm:ss 'GMT'");

	private static final int YEARS_AHEAD = 50;

	private ServerDelay() {
	}

	/**
	 * Return the delay that a header asks for.
	 * @param value the header's value, or {@code null} if it is missing
	 * @param now the moment from which moments count, asked for only if needed
	 * @return the delay, zero for a moment in the past, or {@code null} if there is none
	 * that can be read
	 */
	static @Nullable Duration ofSeconds(@Nullable String value, Supplier<Instant> now) {
		if (value == null || value.isBlank()) {
			return null;
		}
		String text = value.strip();
		BigDecimal number = number(text);
		if (number != null) {
			return ofNumber(number, now);
		}
		Duration delay = ofUnits(text);
		return (delay != null) ? delay : until(moment(text, now), now);
	}

	/**
	 * Return the delay that a header in milliseconds asks for.
	 * @param value the header's value, or {@code null} if it is missing
	 * @param now the moment from which moments count, asked for only if needed
	 * @return the delay, zero for a moment in the past, or {@code null} if there is none
	 * that can be read
	 */
	static @Nullable Duration ofMillis(@Nullable String value, Supplier<Instant> now) {
		BigDecimal number = (value != null) ? number(value.strip()) : null;
		if (number == null || number.signum() < 0 || number.compareTo(MAX_UNIX_MILLIS) > 0) {
			return null;
		}
		return (number.compareTo(MIN_UNIX_MILLIS) < 0) ? Duration.ofMillis(number.longValue())
				: until(Instant.ofEpochMilli(number.longValue()), now);
	}

	/**
	 * Return the moment of an HTTP date.
	 * @param value the header's value, or {@code null} if it is missing
	 * @param now the current moment, by which years of two digits are understood
	 * @return the moment, or {@code null} if there is none that can be read
	 */
	static @Nullable Instant moment(@Nullable String value, Supplier<Instant> now) {
		if (value == null || value.isBlank()) {
			return null;
		}
		// The day of the week is redundant, and sometimes wrong. Go writes UTC.
		String date = DAY_OF_WEEK.matcher(value.strip()).replaceFirst("").replaceAll(" +", " ");
		date = date.endsWith("UTC") ? date.substring(0, date.length() - 3) + "GMT" : date;
		try {
			if (date.indexOf('T') == 10) {
				return OffsetDateTime.parse(date).toInstant();
			}
			if (date.matches("\\d{1,2}-.*")) {
				DateTimeFormatter format = date.matches("\\d{1,2}-[A-Za-z]+-\\d{4} .*") ? FOUR_DIGIT_YEAR
						: twoDigitYear(now.get());
				return LocalDateTime.parse(date, format).toInstant(ZoneOffset.UTC);
			}
			return Character.isDigit(date.charAt(0))
					? OffsetDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
					: LocalDateTime.parse(date, ASCTIME).toInstant(ZoneOffset.UTC);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable BigDecimal number(String text) {
		try {
			return new BigDecimal(text);
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static @Nullable Duration ofNumber(BigDecimal number, Supplier<Instant> now) {
		if (number.signum() < 0 || number.compareTo(MAX_UNIX_MILLIS) > 0) {
			return null;
		}
		if (number.compareTo(MIN_UNIX_MILLIS) >= 0) {
			return until(Instant.ofEpochMilli(number.longValue()), now);
		}
		long millis = number.movePointRight(MILLIS_EXPONENT).longValue();
		return (number.compareTo(MIN_UNIX_SECONDS) < 0) ? Duration.ofMillis(millis)
				: until(Instant.ofEpochMilli(millis), now);
	}

	private static @Nullable Duration ofUnits(String text) {
		Matcher units = UNITS.matcher(text);
		if (!units.matches()) {
			return null;
		}
		BigDecimal millis = millis(units.group(1), 3_600_000).add(millis(units.group(2), 60_000))
			.add(millis(units.group(3), 1000))
			.add(millis(units.group(4), 1));
		return Duration.ofMillis(millis.longValue());
	}

	private static BigDecimal millis(@Nullable String number, long unit) {
		return (number != null) ? new BigDecimal(number).multiply(BigDecimal.valueOf(unit)) : BigDecimal.ZERO;
	}

	private static @Nullable Duration until(@Nullable Instant moment, Supplier<Instant> now) {
		if (moment == null) {
			return null;
		}
		Duration delay = Duration.between(now.get(), moment);
		if (delay.isNegative()) {
			return Duration.ZERO;
		}
		return (delay.compareTo(MAX_DELAY) < 0) ? delay : MAX_DELAY;
	}

	// The standard: a date that seems more than 50 years ahead is of the last century.
	private static DateTimeFormatter twoDigitYear(Instant now) {
		int firstYear = now.atOffset(ZoneOffset.UTC).getYear() + YEARS_AHEAD - 99;
		return new DateTimeFormatterBuilder().parseCaseInsensitive()
			.appendPattern("d-MMM-")
			.appendValueReduced(ChronoField.YEAR, 2, 2, firstYear)
			.appendPattern(" HH:mm:ss 'GMT'")
			.toFormatter(Locale.ENGLISH);
	}

	private static DateTimeFormatter pattern(String pattern) {
		return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern).toFormatter(Locale.ENGLISH);
	}

}
