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
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.mock;

/**
 * Tests with a mock of the client.
 */
// tag::mock[]
class MockTests {

	private final CompletionsClient completions = mock(CompletionsClient.class, Answers.CALLS_REAL_METHODS);

	@Test
	void tellsTheStory() {
		given(this.completions.create(any(CompletionRequest.class), any(CallOptions.class)))
			.willReturn(CompletionResponse.of(Map.of("choices", List.of(Map.of("text", " there was a fox.")))));

		assertThat(new Storyteller(this.completions).tell("Once")).isEqualTo(" there was a fox.");
	}

	@Test
	void saysThatItForgot() {
		given(this.completions.create(any(CompletionRequest.class), any(CallOptions.class)))
			.willThrow(new ConnectionException(Reason.REFUSED, "Connection refused", null));

		assertThat(new Storyteller(this.completions).tell("Once")).endsWith("forgot the rest.");
	}

	@Test
	void streamsTheStory() {
		CompletionChunk chunk = CompletionChunk.of(Map.of("choices", List.of(Map.of("text", " upon"))));
		given(this.completions.stream(any(CompletionRequest.class), any(CallOptions.class)))
			.willReturn(Flux.just(chunk));

		assertThat(new StoryController(this.completions).story("Once").collectList().block()).containsExactly(chunk);
	}

}
// end::mock[]
