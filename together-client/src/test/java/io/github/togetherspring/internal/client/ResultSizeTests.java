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

package io.github.togetherspring.internal.client;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.TogetherResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link ResultSize}.
 */
class ResultSizeTests {

	private static final String THOUSAND = "x".repeat(1000);

	private static final BulkResult EMPTY = succeeded("", Map.of("text", ""));

	@ParameterizedTest
	@MethodSource
	void largerResultsHaveALargerEstimate(BulkResult result, long more) {
		assertThat(ResultSize.of(result) - ResultSize.of(EMPTY)).isEqualTo(more);
	}

	static Stream<Arguments> largerResultsHaveALargerEstimate() {
		return Stream.of(argumentSet("prompt", succeeded(THOUSAND, Map.of("text", "")), 2000),
				argumentSet("text", succeeded("", Map.of("text", THOUSAND)), 2000),
				argumentSet("nested text", succeeded("", Map.of("text", List.of(Map.of("a", THOUSAND)))),
						2 * 64 + 2000),
				argumentSet("numbers", succeeded("", Map.of("text", List.of(0.5, 1, 2))), 3 * 64),
				argumentSet("another field", succeeded("", Map.of("text", "", "id", "ab")), 64 + 4));
	}

	@Test
	void failureIncludesTheBodyOfItsResponse() {
		CompletionRequest request = CompletionRequest.builder().model("m").prompt("").build();
		BulkResult withoutBody = BulkResult.failed(0, request, new IllegalStateException());
		BulkResult withBody = BulkResult.failed(0, request,
				TogetherResponseException.of(FailedResponse.builder(500).body(THOUSAND).build()));
		assertThat(ResultSize.of(withBody) - ResultSize.of(withoutBody)).isEqualTo(64 + 2000);
		assertThat(ResultSize.of(withoutBody)).isGreaterThan(4096);
	}

	private static BulkResult succeeded(String prompt, Map<String, Object> response) {
		return BulkResult.succeeded(0, CompletionRequest.builder().model("m").prompt(prompt).build(),
				CompletionResponse.of(response));
	}

}
