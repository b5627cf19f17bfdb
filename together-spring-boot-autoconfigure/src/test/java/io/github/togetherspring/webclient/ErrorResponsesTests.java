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

package io.github.togetherspring.webclient;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.error.ApiException;
import io.github.togetherspring.error.AuthenticationException;
import io.github.togetherspring.error.BadRequestException;
import io.github.togetherspring.error.ErrorResponse;
import io.github.togetherspring.error.NotFoundException;
import io.github.togetherspring.error.OverloadedException;
import io.github.togetherspring.error.PaymentRequiredException;
import io.github.togetherspring.error.PermissionDeniedException;
import io.github.togetherspring.error.RateLimitException;
import io.github.togetherspring.error.ServerException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link ErrorResponses} and {@link ApiException}.
 */
class ErrorResponsesTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private final ErrorResponses errors = new ErrorResponses(new JsonCodec(), Clock.fixed(NOW, ZoneOffset.UTC));

	static Stream<Arguments> answers() {
		return Stream.of(
				envelope(400, BadRequestException.class, "Invalid request", "invalid_request_error", null, "model"),
				envelope(400, BadRequestException.class, "Input validation error", "invalid_request_error", null, null),
				envelope(400, BadRequestException.class, "This model only supports streaming.", "invalid_request_error",
						"streaming_required", "stream"),
				envelope(400, BadRequestException.class, "Unable to access non-serverless model x",
						"invalid_request_error", "model_not_available", null),
				envelope(400, BadRequestException.class, "The dedicated endpoint for x is not running.",
						"invalid_request_error", "dedicated_endpoint_not_running", null),
				envelope(400, BadRequestException.class, "5 is greater than the maximum of 1 - 'logprobs'",
						"invalid_request_error", null, "logprobs"),
				envelope(400, BadRequestException.class, "This model's maximum context length is 4096", null, null,
						null),
				envelope(401, AuthenticationException.class, "Invalid API key provided.", "invalid_request_error",
						"invalid_api_key", null),
				envelope(402, PaymentRequiredException.class, "Spending limit reached", null, null, null),
				envelope(403, PermissionDeniedException.class, "Context length exceeded", null, null, null),
				envelope(404, NotFoundException.class, "Unable to access model x.", "invalid_request_error",
						"model_not_available", null),
				text(408, ServerException.class, "Request timeout"), text(409, ServerException.class, "Conflict"),
				text(413, BadRequestException.class, "Request entity too large"),
				text(418, BadRequestException.class, "Teapot"),
				envelope(422, BadRequestException.class, "Input validation error: `inputs` tokens", null, null, null),
				envelope(429, RateLimitException.class, "Request was rejected due to request rate limiting.",
						"rate_limit", null, null),
				envelope(429, RateLimitException.class, "Model specific limit.", "model_rate_limit", null, null),
				envelope(429, RateLimitException.class, "60 queries per minute.", "credit_limit", null, null),
				envelope(429, RateLimitException.class, "Slow down", "dynamic_request_limited", null, null),
				envelope(429, RateLimitException.class, "Slow down", "dynamic_token_limited", null, null),
				envelope(500, ServerException.class, "Internal server error", "server_error", null, null),
				envelope(500, ServerException.class, "Internal Server Error", null, null, null),
				html(502, ServerException.class),
				envelope(503, OverloadedException.class, "Overloaded", null, null, null),
				html(503, OverloadedException.class), text(504, ServerException.class, "Gateway timeout"),
				html(520, ServerException.class), html(522, ServerException.class), html(524, ServerException.class),
				html(529, ServerException.class), html(401, AuthenticationException.class),
				shape("no id and no type", "{\"error\":{\"message\":\"Unauthorized\"}}", "Unauthorized", null, null,
						null),
				shape("error as text", "{\"error\":\"went wrong\"}", "went wrong", null, null, null),
				shape("error null", "{\"error\":null,\"message\":\"m\"}", "m", null, null, null),
				shape("error as number", "{\"error\":7}", null, null, null, null),
				shape("message at the top", "{\"message\":\"m\"}", "m", null, null, null),
				shape("FastAPI text", "{\"detail\":\"Not Found\"}", "Not Found", null, null, null),
				shape("FastAPI list", "{\"detail\":[{\"msg\":\"field required\"}]}", null, null, null, null),
				shape("vLLM",
						"{\"object\":\"error\",\"message\":\"m\",\"type\":\"BadRequestError\",\"param\":\"n\",\"code\":400}",
						"m", "BadRequestError", "400", "n"),
				shape("numeric code in the envelope", "{\"error\":{\"message\":\"m\",\"code\":1.50}}", "m", null,
						"1.50", null),
				shape("values of other types", "{\"error\":{\"message\":[1],\"type\":true,\"code\":{},\"param\":null}}",
						null, null, null, null),
				shape("empty object", "{}", null, null, null, null), shape("array", "[\"x\"]", null, null, null, null),
				shape("empty body", "", null, null, null, null),
				shape("cut JSON", "{\"error\":{\"mess", null, null, null, null));
	}

	static Stream<Arguments> retryAfters() {
		return Stream.of(retry("none", null), retry("milliseconds", 1500L, "retry-after-ms", "1500"),
				retry("milliseconds before seconds", 250L, "retry-after-ms", "250", "retry-after", "9"),
				retry("fraction of milliseconds", 1L, "retry-after-ms", "1.9"),
				retry("seconds", 2000L, "retry-after", "2"), retry("zero", 0L, "retry-after", "0"),
				retry("fraction of seconds", 250L, "retry-after", "0.25"), retry("padded", 3000L, "retry-after", " 3 "),
				retry("date ahead", 90_000L, "retry-after", "Sun, 22 Nov 2026 10:01:30 GMT"),
				retry("date past", 0L, "retry-after", "Sun, 22 Nov 2026 09:00:00 GMT"),
				retry("seconds before reset", 2000L, "retry-after", "2", "x-ratelimit-reset", "9"),
				retry("reset", 9000L, "x-ratelimit-reset", "9"),
				retry("fraction of reset", 500L, "x-ratelimit-reset", "0.5"),
				retry("garbage", null, "retry-after", "soon"), retry("empty", null, "retry-after", ""),
				retry("garbage, then reset", 9000L, "retry-after", "soon", "x-ratelimit-reset", "9"),
				retry("garbage milliseconds, then seconds", 2000L, "retry-after-ms", "x", "retry-after", "2"),
				retry("negative", null, "retry-after", "-1"),
				retry("negative milliseconds, then seconds", 2000L, "retry-after-ms", "-5", "retry-after", "2"),
				retry("NaN", null, "retry-after", "NaN"), retry("huge", null, "retry-after", "1e300"),
				retry("huge exponent", null, "retry-after", "1e999999999"),
				retry("tiny exponent", 0L, "retry-after", "1e-999999999"),
				retry("two days", 198_300_000L, "retry-after", "198300"),
				retry("reset as Unix time", 90_000L, "x-ratelimit-reset", "1795341690"),
				retry("reset as Unix time with a fraction", 90_500L, "x-ratelimit-reset", "1795341690.5"),
				retry("reset as Unix time in milliseconds", 90_250L, "x-ratelimit-reset", "1795341690250"),
				retry("reset as Unix time that is past", 0L, "x-ratelimit-reset", "1795341599"),
				retry("Unix time", 90_000L, "retry-after", "1795341690"),
				retry("milliseconds as Unix time", 90_250L, "retry-after-ms", "1795341690250"),
				retry("eleven days in milliseconds", 1_000_000_000L, "retry-after-ms", "1000000000"),
				retry("Unix time in microseconds", null, "retry-after", "1795341690250000"),
				retry("date of RFC 850", 90_000L, "retry-after", "Sunday, 22-Nov-26 10:01:30 GMT"),
				retry("date of RFC 850 in the last century", 0L, "retry-after", "Sunday, 06-Nov-94 08:49:37 GMT"),
				retry("date of a cookie", 90_000L, "retry-after", "Sun, 22-Nov-2026 10:01:30 GMT"),
				retry("date of asctime", 90_000L, "retry-after", "Sun Nov 22 10:01:30 2026"),
				retry("date of asctime with a day of one digit", 0L, "retry-after", "Sun Nov  6 08:49:37 1994"),
				retry("date with a wrong day of the week", 90_000L, "retry-after", "Mon, 22 Nov 2026 10:01:30 GMT"),
				retry("date in capitals", 90_000L, "retry-after", "SUN, 22 NOV 2026 10:01:30 GMT"),
				retry("date as Go writes it", 90_000L, "retry-after", "Sun, 22 Nov 2026 10:01:30 UTC"),
				retry("date with an offset", 90_000L, "retry-after", "Sun, 22 Nov 2026 11:01:30 +0100"),
				retry("date of ISO 8601", 90_000L, "retry-after", "2026-11-22T10:01:30Z"),
				retry("date of ISO 8601 with an offset", 90_500L, "x-ratelimit-reset", "2026-11-22T12:01:30.5+02:00"),
				retry("date that does not exist", null, "retry-after", "Tue, 32 Nov 2026 10:01:30 GMT"),
				retry("date without time", null, "retry-after", "22-Nov-2026"),
				retry("date in thousands of years", 2_147_483_647_000L, "retry-after", "Fri, 31 Dec 9999 23:59:59 GMT"),
				retry("units", 90_000L, "x-ratelimit-reset", "1m30s"),
				retry("unit of milliseconds", 6L, "x-ratelimit-reset", "6ms"),
				retry("units with fractions", 3_661_250L, "x-ratelimit-reset", "1h1m1.25s"),
				retry("unknown units", null, "x-ratelimit-reset", "1d"),
				retry("date counts from the response's own", 30_000L, "retry-after", "Sun, 22 Nov 2026 08:00:30 GMT",
						"date", "Sun, 22 Nov 2026 08:00:00 GMT"),
				retry("Unix time counts from the response's date", 30_000L, "x-ratelimit-reset", "1795341630", "date",
						"Sunday, 22-Nov-26 10:00:00 GMT"),
				retry("delay does not count from a date", 2000L, "retry-after", "2", "date",
						"Sun, 22 Nov 2026 08:00:00 GMT"),
				retry("past by the response's date", 0L, "retry-after", "Sun, 22 Nov 2026 10:01:30 GMT", "date",
						"Sun, 22 Nov 2026 12:00:00 GMT"),
				retry("unreadable date", 90_000L, "retry-after", "Sun, 22 Nov 2026 10:01:30 GMT", "date", "today"));
	}

	@ParameterizedTest
	@MethodSource("answers")
	void answerBecomesATypedException(int status, Class<? extends ApiException> exceptionType, String contentType,
			String body, @Nullable String message, @Nullable String type, @Nullable String code,
			@Nullable String param) {
		ErrorResponse response = read(status, body, "content-type", contentType);
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.message()).isEqualTo(message);
		assertThat(response.type()).isEqualTo(type);
		assertThat(response.code()).isEqualTo(code);
		assertThat(response.param()).isEqualTo(param);
		assertThat(response.body()).isEqualTo(body);
		ApiException exception = ApiException.of(response);
		assertThat(exception).isExactlyInstanceOf(exceptionType)
			.hasMessageStartingWith(status + ": ")
			.hasMessageContaining((message != null) ? message : "no message");
		assertThat(exception.status()).isEqualTo(status);
		assertThat(exception.errorType()).isEqualTo(type);
		assertThat(exception.errorCode()).isEqualTo(code);
		assertThat(exception.errorParam()).isEqualTo(param);
		assertThat(exception.body()).isEqualTo(body);
		assertThat(exception.response()).isSameAs(response);
		assertThat(exception.headers()).isEqualTo(response.headers());
	}

	@ParameterizedTest
	@MethodSource("retryAfters")
	void retryAfter(@Nullable Long millis, String[] headers) {
		Duration expected = (millis != null) ? Duration.ofMillis(millis) : null;
		assertThat(read(429, "{}", headers).retryAfter()).isEqualTo(expected);
		assertThat(ApiException.of(read(503, "<html>", headers)).retryAfter()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			header, body,  ray, header
			,       body,  ray, body
			,       ,      ray, ray
			,       body,  ,    body
			,       ,      ,
			header, ,      ray, header
			""")
	void requestId(@Nullable String header, @Nullable String body, @Nullable String ray, @Nullable String expected) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		if (header != null) {
			headers.put("X-Request-Id", List.of(header));
		}
		if (ray != null) {
			headers.put("CF-Ray", List.of(ray));
		}
		String json = (body != null) ? "{\"id\":\"" + body + "\",\"error\":{}}" : "{\"error\":{}}";
		ErrorResponse response = this.errors.read(new ResponseHead(500, ResponseHeaders.of(headers), null),
				json.getBytes(StandardCharsets.UTF_8));
		assertThat(response.requestId()).isEqualTo(expected);
		assertThat(ApiException.of(response).requestId()).isEqualTo(expected);
	}

	@Test
	void messageOfTheExceptionHasEverythingToSearchFor() {
		ApiException exception = ApiException.of(read(429,
				"{\"id\":\"r7\",\"error\":{\"message\":\"Slow down\",\"type\":\"rate_limit\",\"code\":\"c\",\"param\":\"p\"}}",
				"retry-after", "2"));
		assertThat(exception).hasMessageContainingAll("429", "Slow down", "rate_limit", "r7", "PT2S");
	}

	@Test
	void longMessageIsCut() {
		ErrorResponse response = read(500, "{\"error\":{\"message\":\"" + "x".repeat(5000) + "\"}}");
		assertThat(response.message()).hasSizeLessThan(1100).endsWith("…");
		assertThat(read(500, "y".repeat(5000), "content-type", "text/plain").message()).hasSizeLessThan(1100);
	}

	@Test
	void htmlIsInTheBodyAndNotInTheMessage() {
		ApiException exception = ApiException
			.of(read(502, "<html><h1>Bad gateway</h1></html>", "content-type", "text/html; charset=UTF-8"));
		assertThat(exception).message().doesNotContain("<");
		assertThat(exception.body()).contains("Bad gateway");
	}

	@Test
	void toStringHasNoBody() {
		assertThat(read(500, "{\"error\":{\"message\":\"hush\"}}")).asString().doesNotContain("hush");
	}

	@Test
	void keyIsTakenOutHoweverTheServerWritesIt() {
		ResponseHead head = new ResponseHead(401, ResponseHeaders.of(Map.of("x-request-id", List.of("sk-secret/1"))),
				"sk-secret/1");
		ErrorResponse response = this.errors.read(head,
				"{\"error\":{\"message\":\"bad key \\u0073k-secret\\/1\",\"param\":\"sk-secret/1\"}}"
					.getBytes(StandardCharsets.UTF_8));
		assertThat(response.message()).isEqualTo("bad key ***");
		assertThat(response.param()).isEqualTo("***");
		assertThat(response.requestId()).isEqualTo("***");
	}

	private ErrorResponse read(int status, String body, String... headers) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		for (int i = 0; i < headers.length; i += 2) {
			values.put(headers[i], List.of(headers[i + 1]));
		}
		return this.errors.read(new ResponseHead(status, ResponseHeaders.of(values), null),
				body.getBytes(StandardCharsets.UTF_8));
	}

	private static Arguments envelope(int status, Class<?> exceptionType, String message, @Nullable String type,
			@Nullable String code, @Nullable String param) {
		String body = "{\n  \"id\": \"r\",\n  \"error\": {\"message\": \"%s\", \"type\": %s, \"param\": %s, \"code\": %s}\n}"
			.formatted(message, quoted(type), quoted(param), quoted(code));
		return argumentSet(status + " " + message, status, exceptionType, "application/json; charset=utf-8", body,
				message, type, code, param);
	}

	private static Arguments text(int status, Class<?> exceptionType, String body) {
		return argumentSet(status + " text/plain", status, exceptionType, "text/plain", body, body, null, null, null);
	}

	private static Arguments html(int status, Class<?> exceptionType) {
		return argumentSet(status + " HTML", status, exceptionType, "text/html; charset=UTF-8",
				"<!DOCTYPE html><html><body>Error</body></html>", null, null, null, null);
	}

	private static Arguments shape(String name, String body, @Nullable String message, @Nullable String type,
			@Nullable String code, @Nullable String param) {
		return argumentSet(name, 400, BadRequestException.class, "application/json", body, message, type, code, param);
	}

	private static Arguments retry(String name, @Nullable Long millis, String... headers) {
		return argumentSet(name, millis, headers);
	}

	private static String quoted(@Nullable String text) {
		return (text != null) ? "\"" + text + "\"" : "null";
	}

}
