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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.internal.json.JsonCodec;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.client.MockClientHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz test for {@link ErrorResponseReader}: any body of an error can be read, and
 * nothing of it shows the API key, which the body has wherever the input has
 * {@code $KEY}.
 */
class ErrorBodyFuzzTests {

	private static final String KEY = "sk-0123456789abcdef";

	private static final int MAX_LENGTH = 1001;

	private final ErrorResponseReader errors = new ErrorResponseReader(new JsonCodec(),
			Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

	@FuzzTest
	void anyBodyCanBeReadAndNeverShowsTheKey(byte[] input) {
		byte[] body = new String(input, StandardCharsets.ISO_8859_1).replace("$KEY", KEY)
			.getBytes(StandardCharsets.ISO_8859_1);
		check(read(400, "application/json", body));
		check(read(429, "text/html", body));
	}

	private FailedResponse read(int status, String type, byte[] body) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("content-type", type);
		headers.set("server", "nginx/1.29.3");
		return this.errors.read(new ResponseHead(status, headers, request(), 1), body);
	}

	private static MockClientHttpRequest request() {
		MockClientHttpRequest request = new MockClientHttpRequest(HttpMethod.POST, URI.create("http://localhost/v1"));
		request.getHeaders().setBearerAuth(KEY);
		return request;
	}

	private static void check(FailedResponse response) {
		TogetherResponseException exception = TogetherResponseException.of(response);
		String[] shown = { response.message(), response.type(), response.code(), response.param(),
				response.requestId() };
		assertThat(Arrays.stream(shown).filter(Objects::nonNull)).allSatisfy((text) -> {
			assertThat(text).doesNotContain(KEY).isNotEmpty();
			assertThat(text.length()).isLessThanOrEqualTo(MAX_LENGTH);
		});
		assertThat(exception.getMessage()).doesNotContain(KEY);
		assertThat(response.body()).doesNotContain(KEY);
		assertThat(response.toString() + exception).doesNotContain(KEY);
	}

}
