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

package io.github.togetherspring.docs;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static io.github.togetherspring.simulator.script.RequestPattern.anyPrompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.fromModel;
import static io.github.togetherspring.simulator.script.SimulatedResponse.status;
import static io.github.togetherspring.test.assertj.TogetherAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a service under a bad server.
 */
// tag::retry[]
@SpringBootTest(properties = { "together.retry.base-delay=1ms", "together.response-timeout=2s" })
@AutoConfigureTogetherSimulator
class RetryTests {

	@Autowired
	private Storyteller storyteller;

	@Test
	void survivesTwoFailures(TogetherSimulator simulator) {
		simulator.on(anyPrompt())
			.respondTimes(1, status(503))
			.respondTimes(1, error(429, "rate_limit", "Slow down").withHeader("retry-after-ms", "5"))
			.respond(completion(" there was a fox."));

		assertThat(this.storyteller.tell("Once")).isEqualTo(" there was a fox.");
		assertThat(simulator).received(3, anyPrompt());
	}

	@Test
	void givesUpInTheEnd(TogetherSimulator simulator) {
		simulator.on(anyPrompt()).respond(fromModel().resetBeforeHeaders());

		assertThat(this.storyteller.tell("Once")).endsWith("forgot the rest.");
		assertThat(simulator).received(3, anyPrompt());
	}

	@Test
	void doesNotWaitForever(TogetherSimulator simulator) {
		simulator.on(anyPrompt()).respond(fromModel().stallBeforeHeaders());

		assertThat(this.storyteller.tell("Once")).endsWith("forgot the rest.");
	}

}
// end::retry[]
