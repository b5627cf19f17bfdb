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

package io.github.togetherspring.internal.exchange;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;

import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.internal.json.JsonCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.client.MockClientHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link ErrorResponseReader} and {@link TogetherResponseException}.
 */
class ErrorResponseReaderTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private final ErrorResponseReader errors = new ErrorResponseReader(new JsonCodec(),
			Clock.fixed(NOW, ZoneOffset.UTC));

	static Stream<Arguments> answers() {
		return Stream.of(
				envelope(400, TogetherResponseException.BadRequest.class, "Invalid request", "invalid_request_error",
						null, "model"),
				envelope(400, TogetherResponseException.BadRequest.class, "Input validation error",
						"invalid_request_error", null, null),
				envelope(400, TogetherResponseException.BadRequest.class, "This model only supports streaming.",
						"invalid_request_error", "streaming_required", "stream"),
				envelope(400, TogetherResponseException.BadRequest.class, "Unable to access non-serverless model x",
						"invalid_request_error", "model_not_available", null),
				envelope(400, TogetherResponseException.BadRequest.class,
						"The dedicated endpoint for x is not running.", "invalid_request_error",
						"dedicated_endpoint_not_running", null),
				envelope(400, TogetherResponseException.BadRequest.class,
						"5 is greater than the maximum of 1 - 'logprobs'", "invalid_request_error", null, "logprobs"),
				envelope(400, TogetherResponseException.BadRequest.class, "This model's maximum context length is 4096",
						null, null, null),
				envelope(401, TogetherResponseException.Unauthorized.class, "Invalid API key provided.",
						"invalid_request_error", "invalid_api_key", null),
				envelope(402, TogetherResponseException.PaymentRequired.class, "Spending limit reached", null, null,
						null),
				envelope(403, TogetherResponseException.Forbidden.class, "Your token has no access to this model", null,
						null, null),
				envelope(403, TogetherResponseException.BadRequest.class, "Context length exceeded", null, null, null),
				envelope(403, TogetherResponseException.BadRequest.class, "Too long", null, "context_length_exceeded",
						null),
				envelope(403, TogetherResponseException.BadRequest.class,
						"Input token count + `max_tokens` parameter exceeds model context length", null, null, null),
				envelope(403, TogetherResponseException.BadRequest.class, "The prompt is too long", null, null, null),
				envelope(404, TogetherResponseException.NotFound.class, "Unable to access model x.",
						"invalid_request_error", "model_not_available", null),
				text(408, TogetherResponseException.ServerError.class, "Request timeout"),
				text(409, TogetherResponseException.ServerError.class, "Conflict"),
				text(413, TogetherResponseException.BadRequest.class, "Request entity too large"),
				text(418, TogetherResponseException.BadRequest.class, "Teapot"),
				envelope(422, TogetherResponseException.BadRequest.class, "Input validation error: `inputs` tokens",
						null, null, null),
				envelope(429, TogetherResponseException.TooManyRequests.class,
						"Request was rejected due to request rate limiting.", "rate_limit", null, null),
				envelope(429, TogetherResponseException.TooManyRequests.class, "Model specific limit.",
						"model_rate_limit", null, null),
				envelope(429, TogetherResponseException.TooManyRequests.class, "60 queries per minute.", "credit_limit",
						null, null),
				envelope(429, TogetherResponseException.TooManyRequests.class, "Slow down", "dynamic_request_limited",
						null, null),
				envelope(429, TogetherResponseException.TooManyRequests.class, "Slow down", "dynamic_token_limited",
						null, null),
				envelope(500, TogetherResponseException.ServerError.class, "Internal server error", "server_error",
						null, null),
				envelope(500, TogetherResponseException.ServerError.class, "Internal Server Error", null, null, null),
				html(502, TogetherResponseException.ServerError.class),
				envelope(503, TogetherResponseException.ServiceUnavailable.class, "Overloaded", null, null, null),
				html(503, TogetherResponseException.ServiceUnavailable.class),
				text(504, TogetherResponseException.ServerError.class, "Gateway timeout"),
				html(520, TogetherResponseException.ServerError.class),
				html(522, TogetherResponseException.ServerError.class),
				html(524, TogetherResponseException.ServerError.class),
				html(529, TogetherResponseException.ServerError.class),
				html(401, TogetherResponseException.Unauthorized.class),
				shape("no id and no type", "{\"error\":{\"message\":\"Unauthorized\"}}", "Unauthorized", null, null,
						null),
				shape("error as text", "{\"error\":\"went wrong\"}", "went wrong", null, null, null),
				shape("error null", "{\"error\":null,\"message\":\"m\"}", "m", null, null, null),
				shape("error as number", "{\"error\":7}", null, null, null, null),
				shape("message at the top", "{\"message\":\"m\"}", "m", null, null, null),
				shape("FastAPI text", "{\"detail\":\"Not Found\"}", "Not Found", null, null, null),
				shape("vLLM",
						"{\"object\":\"error\",\"message\":\"m\",\"type\":\"BadRequestError\",\"param\":\"n\",\"code\":400}",
						"m", "BadRequestError", "400", "n"),
				shape("numeric code in the envelope", "{\"error\":{\"message\":\"m\",\"code\":1.50}}", "m", null,
						"1.50", null),
				shape("values of other types", "{\"error\":{\"message\":[1],\"type\":true,\"code\":{},\"param\":null}}",
						null, null, null, null),
				shape("empty object", "{}", null, null, null, null), shape("array", "[\"x\"]", "x", null, null, null),
				shape("blank message", "{\"error\":{\"message\":\" \"},\"message\":\"\"}", null, null, null, null),
				shape("empty body", "", null, null, null, null),
				shape("cut JSON", "{\"error\":{\"mess", null, null, null, null),
				shape("number beyond the limits", "5e55555550301", "5e55555550301", null, null, null),
				shape("field beyond the limits", "{\"error\":{\"message\":\"m\",\"code\":5e55555550301}}", null, null,
						null, null));
	}

	static Stream<Arguments> shapes() {
		return Stream.of(
				said("FastAPI list",
						"""
								{"detail": [{"type": "missing", "loc": ["body", "prompt"], "msg": "Field required", "input": {"a": "SECRET"}}]}
								""",
						"prompt: Field required", "missing", null, "prompt"),
				said("FastAPI list of several", """
						{"detail": [{"loc": ["body", "n"], "msg": "not a number", "input": "SECRET"},
						{"loc": ["query", "stops", 0], "msg": "too long", "ctx": {"text": "SECRET"}}]}
						""", "n: not a number; query.stops.0: too long", null, null, "n"),
				said("FastAPI list without end",
						"{\"detail\":[" + "{\"msg\":\"a\"},{\"msg\":\"b\"},".repeat(500) + "{\"msg\":\"c\"}]}",
						"a; b; and 996 more", null, null, null),
				said("FastAPI object", "{\"detail\":{\"message\":\"m\",\"code\":\"c\"}}", "m", null, "c", null),
				said("FastAPI object with an envelope", "{\"detail\":{\"error\":{\"message\":\"m\",\"type\":\"t\"}}}",
						"m", "t", null, null),
				said("FastAPI list in an envelope", """
						{"object": "error", "type": "invalid_request_error",
						"message": {"detail": [{"loc": ["body", "n"], "msg": "too large", "input": "SECRET"}]}}
						""", "n: too large", "invalid_request_error", null, "n"),
				said("vLLM with Python's notation",
						"""
								{"error": {"message": "[{'type': 'missing', 'loc': ('body', 'model'), 'msg': 'Field required', \
								'input': {'prompt': 'SECRET'}}, {'type': 'x', 'loc': ('body',), 'msg': \\"It's bad\\", 'input': 'SECRET'}]",
								"type": "Bad Request", "code": 400}}
								""",
						"model: Field required; It's bad", "Bad Request", "400", null),
				said("Python's notation of another kind",
						"{\"detail\":\"Invalid: {'loc': 'n', 'input': {'prompt': 'SECRET'}}\"}",
						"Invalid: {'loc': 'n', …", null, null, null),
				said("Pydantic's text", """
						{"error": "1 validation error for Request\\nprompt\\n  Field required \
						[type=missing, input_value={'text': 'SECRET'}, input_type=dict]"}
						""", "1 validation error for Request\nprompt\n  Field required [type=missing, input_type=dict]",
						null, null, null),
				said("TGI", "{\"error\":\"Input validation error\",\"error_type\":\"validation\"}",
						"Input validation error", "validation", null, null),
				said("error_type beside an envelope",
						"{\"error\":{\"message\":\"m\"},\"error_type\":\"dynamic_request_limited\"}", "m",
						"dynamic_request_limited", null, null),
				said("AWS", "{\"Message\":\"User is not authorized\"}", "User is not authorized", null, null, null),
				said("AWS with a type",
						"{\"__type\":\"com.amazon.coral.service#ThrottlingException\",\"message\":\"Rate exceeded\"}",
						"Rate exceeded", "ThrottlingException", null, null),
				said("AWS Lambda", "{\"errorMessage\":\"m\",\"errorType\":\"Runtime.ExitError\"}", "m",
						"Runtime.ExitError", null, null),
				said("Google", "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}", "m",
						"RESOURCE_EXHAUSTED", "429", null),
				said("Google in a list",
						"[{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}]", "m",
						"RESOURCE_EXHAUSTED", "429", null),
				said("Cloudflare",
						"{\"success\":false,\"errors\":[{\"code\":7003,\"message\":\"m\"}],\"messages\":[],\"result\":null}",
						"m", null, "7003", null),
				said("list of errors as texts", "{\"errors\":[\"a\",\"b\"]}", "a; b", null, null, null),
				said("errors by field",
						"{\"title\":\"Invalid\",\"errors\":{\"n\":[\"too large\"],\"model\":[\"unknown\"]}}",
						"Invalid: n: too large; model: unknown", null, null, null),
				said("error as list", "{\"error\":[\"a\",\"b\"]}", "a; b", null, null, null),
				said("message as list", "{\"error\":{\"message\":[\"a\",\"b\"],\"type\":\"t\"}}", "a; b", "t", null,
						null),
				said("message as list beside the status",
						"{\"statusCode\":400,\"message\":[\"a\"],\"error\":\"Bad Request\"}", "Bad Request: a", null,
						null, null),
				said("Spring Boot", "{\"status\":404,\"error\":\"Not Found\",\"path\":\"/v1\"}", "Not Found", null,
						null, null),
				said("problem details",
						"{\"type\":\"https://x/limits\",\"title\":\"Too many\",\"status\":429,\"detail\":\"Wait\"}",
						"Too many: Wait", "https://x/limits", null, null),
				said("problem details of no type", "{\"type\":\"about:blank\",\"title\":\"Gone\"}", "Gone", null, null,
						null),
				said("OAuth", "{\"error\":\"invalid_client\",\"error_description\":\"Unknown client\"}",
						"invalid_client: Unknown client", null, null, null),
				said("Apigee", "{\"fault\":{\"faultstring\":\"Quota violated\",\"detail\":{\"errorcode\":\"q\"}}}",
						"Quota violated", null, null, null),
				said("OpenRouter", """
						{"error": {"code": 429, "message": "Provider returned error",
						"metadata": {"raw": "{\\"error\\":{\\"message\\":\\"busy\\"}}", "provider_name": "x"}}}
						""", "Provider returned error: busy", null, "429", null),
				said("JSON in a text", "{\"error\":\"{\\\"message\\\":\\\"m\\\",\\\"code\\\":7}\"}", "m", null, null,
						null),
				said("Anthropic", "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}",
						"m", "overloaded_error", null, null),
				said("Databricks", "{\"error_code\":\"BAD_REQUEST\",\"message\":\"m\"}", "m", null, "BAD_REQUEST",
						null),
				said("JSON text", "\"Not here\"", "Not here", null, null, null),
				said("event", "data: {\"error\":{\"message\":\"m\",\"type\":\"t\"}}\n\ndata: [DONE]\n\n", "m", "t",
						null, null),
				said("event of a type", "event: error\ndata: {\"message\":\"m\"}\n\n", "m", null, null, null),
				said("field of llama.cpp", "error: {\"code\":400,\"message\":\"m\"}\n\n", "m", null, "400", null),
				said("event in an event", "data: data: {\"message\":\"m\"}\n\n", "m", null, null, null),
				said("event with a text", "data: overloaded\n\n", "overloaded", null, null, null),
				said("event with broken JSON", "data: {\"input\":\"SECRET\n\n", null, null, null, null),
				said("text under the wrong type", "Internal Server Error", "Internal Server Error", null, null, null),
				said("text that begins like JSON", "[Errno 111] Connection refused", "[Errno 111] Connection refused",
						null, null, null),
				said("cut JSON with the request in it", "{\"detail\":[{\"loc\":[\"body\"],\"input\":\"SECRET", null,
						null, null, null),
				said("binary", "\u0000\u0001\u0002", null, null, null, null),
				said("deep", "{\"error\":".repeat(200) + "\"m\"" + "}".repeat(200), null, null, null, null));
	}

	static Stream<Arguments> pages() {
		return Stream.of(argumentSet("nginx", "nginx",
				"<html>\r\n<head><title>502 Bad Gateway</title></head><body>x</body></html>", "nginx: 502 Bad Gateway"),
				argumentSet("nginx with a version", "nginx/1.29.3 (Ubuntu)",
						"<html><head><title>502 Bad Gateway</title>", "nginx: 502 Bad Gateway"),
				argumentSet("Cloudflare", "cloudflare", """
						<!DOCTYPE html>
						<!--[if lt IE 7]> <html class="no-js ie6 oldie" lang="en-US"> <![endif]-->
						<head><title>api.together.ai | 504: Gateway time-out</title></head>
						""", "cloudflare: api.together.ai | 504: Gateway time-out"),
				argumentSet("HAProxy", null, "<html><body><h1>503 Service Unavailable</h1>\nNo server is available",
						"503 Service Unavailable"),
				argumentSet("title over lines, with entities", "x",
						"<!doctype html><title lang=en>\n  Can&#39;t &lt;connect&gt;\n\tnow </title>",
						"x: Can't <connect> now"),
				argumentSet("heading with elements", "x", "<html><h1 class='a'><span>Bad</span> gateway</h1>",
						"x: Bad gateway"),
				argumentSet("XML", "AmazonS3",
						"<?xml version='1.0'?><Error><Code>A</Code><Message>Access Denied</Message></Error>",
						"AmazonS3: Access Denied"),
				argumentSet("empty title", "x", "<html><title> </title><body>y</body></html>", null),
				argumentSet("no end", "x", "<title>".repeat(9000), null));
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
	void answerBecomesATypedException(int status, Class<? extends TogetherResponseException> exceptionType,
			String contentType, String body, @Nullable String message, @Nullable String type, @Nullable String code,
			@Nullable String param) {
		FailedResponse response = read(status, body, "content-type", contentType);
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.message()).isEqualTo(message);
		assertThat(response.type()).isEqualTo(type);
		assertThat(response.code()).isEqualTo(code);
		assertThat(response.param()).isEqualTo(param);
		assertThat(response.body()).isEqualTo(body);
		TogetherResponseException exception = TogetherResponseException.of(response);
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
	@MethodSource("shapes")
	void messageIsFoundInAnyShape(String body, @Nullable String message, @Nullable String type, @Nullable String code,
			@Nullable String param) {
		FailedResponse response = read(422, body, "content-type", "application/json");
		assertThat(response.message()).isEqualTo(message);
		assertThat(response.type()).isEqualTo(type);
		assertThat(response.code()).isEqualTo(code);
		assertThat(response.param()).isEqualTo(param);
		assertThat(TogetherResponseException.of(response)).message()
			.contains((message != null) ? message : "no message")
			.doesNotContain("SECRET");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html; charset=utf-8", "", "application/json", "application/xml" })
	void titleOfAPageIsTheMessageWhateverItsContentType(String contentType) {
		assertThat(read(502, "\n<html><title>502 Bad Gateway</title>", "content-type", contentType, "server", "nginx")
			.message()).isEqualTo("nginx: 502 Bad Gateway");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void titleOfAPageIsTheMessage(@Nullable String server, String page, @Nullable String message) {
		String[] headers = (server != null) ? new String[] { "content-type", "text/html", "server", server }
				: new String[] { "content-type", "text/html" };
		assertThat(read(502, page, headers).message()).isEqualTo(message);
	}

	@ParameterizedTest
	@MethodSource("retryAfters")
	void retryAfter(@Nullable Long millis, String[] headers) {
		Duration expected = (millis != null) ? Duration.ofMillis(millis) : null;
		assertThat(read(429, "{}", headers).retryAfter()).isEqualTo(expected);
		assertThat(TogetherResponseException.of(read(503, "<html>", headers)).retryAfter()).isEqualTo(expected);
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
		HttpHeaders headers = new HttpHeaders();
		if (header != null) {
			headers.set("X-Request-Id", header);
		}
		if (ray != null) {
			headers.set("CF-Ray", ray);
		}
		String json = (body != null) ? "{\"id\":\"" + body + "\",\"error\":{}}" : "{\"error\":{}}";
		FailedResponse response = this.errors.read(new ResponseHead(500, headers, null, 1),
				json.getBytes(StandardCharsets.UTF_8));
		assertThat(response.requestId()).isEqualTo(expected);
		assertThat(TogetherResponseException.of(response).requestId()).isEqualTo(expected);
	}

	@Test
	void messageOfTheExceptionHasEverythingToSearchFor() {
		TogetherResponseException exception = TogetherResponseException.of(read(429,
				"{\"id\":\"r7\",\"error\":{\"message\":\"Slow down\",\"type\":\"rate_limit\",\"code\":\"c\",\"param\":\"p\"}}",
				"retry-after", "2"));
		assertThat(exception).hasMessageContainingAll("429", "Slow down", "rate_limit", "r7", "PT2S");
	}

	@Test
	void longMessageIsCut() {
		FailedResponse response = read(500, "{\"error\":{\"message\":\"" + "x".repeat(5000) + "\"}}");
		assertThat(response.message()).hasSizeLessThan(1100).endsWith("…");
		assertThat(read(500, "y".repeat(5000), "content-type", "text/plain").message()).hasSizeLessThan(1100);
	}

	@Test
	void htmlIsInTheBodyAndNotInTheMessage() {
		TogetherResponseException exception = TogetherResponseException
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
		MockClientHttpRequest sent = new MockClientHttpRequest(HttpMethod.POST, URI.create("http://h/sk-secret/1?k=v"));
		sent.getHeaders().setBearerAuth("sk-secret/1");
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-request-id", "sk-secret/1");
		ResponseHead head = new ResponseHead(401, headers, sent, 1);
		FailedResponse response = this.errors.read(head,
				"{\"error\":{\"message\":\"bad key \\u0073k-secret\\/1\",\"param\":\"sk-secret/1\"}}"
					.getBytes(StandardCharsets.UTF_8));
		assertThat(response.message()).isEqualTo("bad key ***");
		assertThat(response.param()).isEqualTo("***");
		assertThat(response.requestId()).isEqualTo("***");
		assertThat(response.request()).isEqualTo("POST http://h/***");
	}

	private FailedResponse read(int status, String body, String... headers) {
		HttpHeaders values = new HttpHeaders();
		for (int i = 0; i < headers.length; i += 2) {
			values.set(headers[i], headers[i + 1]);
		}
		return this.errors.read(new ResponseHead(status, values, null, 1), body.getBytes(StandardCharsets.UTF_8));
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
		return argumentSet(name, 400, TogetherResponseException.BadRequest.class, "application/json", body, message,
				type, code, param);
	}

	private static Arguments said(String name, String body, @Nullable String message, @Nullable String type,
			@Nullable String code, @Nullable String param) {
		return argumentSet(name, body, message, type, code, param);
	}

	private static Arguments retry(String name, @Nullable Long millis, String... headers) {
		return argumentSet(name, millis, headers);
	}

	private static String quoted(@Nullable String text) {
		return (text != null) ? "\"" + text + "\"" : "null";
	}

}
