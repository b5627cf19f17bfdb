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

package io.github.togetherspring.sample.api;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static io.github.togetherspring.simulator.script.SimulatedResponse.status;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the header with the number of attempts.
 */
@TestPropertySource(properties = { "together.retry.enabled=true", "together.retry.base-delay=1ms" })
class AttemptsTests extends ApiTestSupport {

	@ParameterizedTest
	@ValueSource(strings = { PATH, PATH + "/stream" })
	void answerAtTheFirstAttempt(String path) {
		upstream.enqueue(completion("a"));
		assertThat(attempts(path, REQUEST, 200)).isEqualTo("1");
	}

	@ParameterizedTest
	@ValueSource(strings = { PATH, PATH + "/stream" })
	void answerAfterRetries(String path) {
		upstream.enqueue(status(503), status(503), completion("a"));
		assertThat(attempts(path, REQUEST, 200)).isEqualTo("3");
	}

	@ParameterizedTest
	@ValueSource(strings = { PATH, PATH + "/stream" })
	void failureAfterRetries(String path) {
		upstream.enqueue(status(503), status(503), status(503));
		assertThat(attempts(path, REQUEST, 503)).isEqualTo("3");
	}

	@ParameterizedTest
	@ValueSource(strings = { PATH, PATH + "/stream" })
	void refusedRequestIsNotTried(String path) {
		assertThat(attempts(path, "{\"n\":0}", 400)).isNull();
	}

	private @Nullable String attempts(String path, String body, int status) {
		return post(path, body).expectStatus()
			.isEqualTo(status)
			.expectBody()
			.returnResult()
			.getResponseHeaders()
			.getFirst("X-Attempts");
	}

}
