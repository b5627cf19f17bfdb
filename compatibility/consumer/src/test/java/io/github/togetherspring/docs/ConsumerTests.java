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

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webclient.test.autoconfigure.WebClientTest;

import static io.github.togetherspring.simulator.script.RequestPattern.anyPrompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.test.assertj.TogetherAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the project's own application.yml counts, in a slice.
 */
@WebClientTest
@AutoConfigureTogetherSimulator
class ConsumerTests {

	@Test
	void ownSettingsAreSent(@Autowired CompletionsClient completions, TogetherSimulator simulator) {
		simulator.on(anyPrompt()).respond(completion(" there was a fox."));

		assertThat(completions.create((request) -> request.model("m").prompt("Once")).text())
			.isEqualTo(" there was a fox.");

		assertThat(simulator).lastRequest().hasApiKey("key-of-the-consumer").hasParameter("top_p", 0.9);
	}

}
