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
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a service that exceeds its rate limit.
 */
// tag::rate-limit[]
@SpringBootTest
@AutoConfigureTogetherSimulator
class RateLimitTests {

	@Autowired
	private Storyteller storyteller;

	@Test
	void secondStoryMustWait(TogetherSimulator simulator) {
		simulator.limitRate(SimulatedRateLimit.builder().base(0.01).build());

		assertThat(this.storyteller.tell("Once")).doesNotEndWith("forgot the rest.");
		assertThat(this.storyteller.tell("Once")).endsWith("forgot the rest.");

		simulator.limitRate(null);
		assertThat(this.storyteller.tell("Once")).doesNotEndWith("forgot the rest.");
	}

}
// end::rate-limit[]
