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

import static io.github.togetherspring.simulator.script.RequestPattern.prompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.test.assertj.TogetherAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a service.
 */
// tag::service[]
@SpringBootTest
@AutoConfigureTogetherSimulator
class StorytellerTests {

	@Autowired
	private Storyteller storyteller;

	@Test
	void tellsTheStory(TogetherSimulator simulator) {
		simulator.on(prompt("Once upon a time")).respond(completion(" there was a fox."));

		assertThat(this.storyteller.tell("Once upon a time")).isEqualTo(" there was a fox.");

		assertThat(simulator).received(1, prompt("Once upon a time").withParameter("temperature", 0.7))
			.lastRequest()
			.hasModel("storyteller")
			.hasNoParameter("seed");
	}

	@Test
	void saysThatItForgot(TogetherSimulator simulator) {
		simulator.enqueue(error(400, "invalid_request_error", "Prompt is too long"));

		assertThat(this.storyteller.tell("Once")).endsWith("forgot the rest.");
	}

}
// end::service[]
