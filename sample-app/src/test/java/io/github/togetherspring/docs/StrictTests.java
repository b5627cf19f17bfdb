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

import static io.github.togetherspring.simulator.script.RequestPattern.promptContaining;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that allow no request but those that are scripted.
 */
// tag::strict[]
@SpringBootTest
@AutoConfigureTogetherSimulator(strict = true)
class StrictTests {

	@Test
	void tellsTheStory(@Autowired Storyteller storyteller, TogetherSimulator simulator) {
		simulator.on(promptContaining("upon").withParameter("max_tokens", 100)).respond(completion(" a fox"));

		assertThat(storyteller.tell("Once upon a time")).isEqualTo(" a fox");
	}

}
// end::strict[]
