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

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedChoice;
import io.github.togetherspring.test.junit.TogetherSimulatorExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.togetherspring.simulator.script.RequestPattern.prompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.choices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests without an application context.
 */
// tag::plain[]
class PlainTests {

	@RegisterExtension
	static final TogetherSimulatorExtension extension = new TogetherSimulatorExtension(
			TogetherSimulator.builder().apiKey("right-key"));

	private final CompletionsClient completions = CompletionsClients.builder()
		.baseUrl(extension.baseUrl())
		.apiKey("right-key")
		.build();

	@Test
	void readsAllChoices(TogetherSimulator simulator) {
		simulator.on(prompt("2 + 2 ="))
			.respond(choices(SimulatedChoice.tokens(" 4").withLogprobs(-0.1),
					SimulatedChoice.text(" 5").withFinishReason("length"))
				.withUsage(5, 2));

		assertThat(this.completions.create((request) -> request.model("m").prompt("2 + 2 =").n(2)).choices())
			.extracting((choice) -> choice.text())
			.containsExactly(" 4", " 5");
	}

}
// end::plain[]
