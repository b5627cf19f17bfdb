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

package io.github.togetherspring.simulator.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReceivedRequest}.
 */
class ReceivedRequestTests {

	private static ReceivedRequest request(Map<String, List<String>> headers, String body) {
		return ReceivedRequest.of("POST", ReceivedRequest.COMPLETIONS_PATH, null, "HTTP/1.1", headers, body);
	}

	@Test
	void namesOfHeadersMayHaveAnyCase() {
		ReceivedRequest request = request(Map.of("Authorization", List.of("Bearer secret")), "");
		assertThat(request.apiKey()).isEqualTo("secret");
		assertThat(request.header("AUTHORIZATION")).isEqualTo("Bearer secret");
		assertThat(request.headers()).containsOnlyKeys("authorization");
	}

	@Test
	void headersAreCopied() {
		List<String> values = new ArrayList<>(List.of("one"));
		Map<String, List<String>> headers = new HashMap<>(Map.of("x-test", values));
		ReceivedRequest request = request(headers, "");
		values.set(0, "two");
		headers.clear();
		assertThat(request.header("x-test")).isEqualTo("one");
	}

	@Test
	void parametersAreThoseOfTheBody() {
		ReceivedRequest request = request(Map.of(), "{\"prompt\":\"Once\",\"max_tokens\":5}");
		assertThat(request.prompt()).isEqualTo("Once");
		assertThat(request.maxTokens()).isEqualTo(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "[]", "1", "{", "\"text\"" })
	void bodyThatIsNoObjectHasNoParameters(String body) {
		assertThat(request(Map.of(), body).json()).isEmpty();
	}

}
