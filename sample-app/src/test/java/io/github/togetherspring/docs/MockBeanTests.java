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

import java.util.List;
import java.util.Map;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

/**
 * Tests with a mock of the client in an application context.
 */
// tag::mock-bean[]
@SpringBootTest
class MockBeanTests {

	@MockitoBean(answers = Answers.CALLS_REAL_METHODS)
	private CompletionsClient completions;

	@Test
	void tellsTheStory(@Autowired Storyteller storyteller) {
		given(this.completions.create(any(CompletionRequest.class), any(CallOptions.class)))
			.willReturn(CompletionResponse.of(Map.of("choices", List.of(Map.of("text", " there was a fox.")))));

		assertThat(storyteller.tell("Once")).isEqualTo(" there was a fox.");
	}

}
// end::mock-bean[]
