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

import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what an application believes of the service.
 */
// tag::contract[]
class ContractTests {

	@Nested
	@SpringBootTest(properties = "together.completions.model=meta-llama/Meta-Llama-3.1-8B")
	@AutoConfigureTogetherSimulator
	class SimulatorTests extends Contract {

	}

	@Nested
	@SpringBootTest(properties = "together.completions.model=meta-llama/Meta-Llama-3.1-8B")
	@EnabledIfEnvironmentVariable(named = "TOGETHER_API_KEY", matches = ".+")
	class ServiceTests extends Contract {

	}

	abstract static class Contract {

		@Autowired
		private CompletionsClient completions;

		@Test
		void textEndsBeforeTheStopText() {
			CompletionResponse response = this.completions
				.create((request) -> request.prompt("Once upon a time").maxTokens(200).stop("."));

			assertThat(response.text()).isNotBlank().doesNotContain(".");
		}

		@Test
		void longTextIsCut() {
			CompletionResponse response = this.completions
				.create((request) -> request.prompt("Once upon a time").maxTokens(3));

			assertThat(response.choices().get(0).finishReason()).isEqualTo(FinishReason.LENGTH);
			assertThat(response.usage().completionTokens()).isEqualTo(3);
		}

	}

}
// end::contract[]
