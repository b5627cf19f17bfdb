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

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.togetherspring.test.wiremock.TogetherStubs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with WireMock.
 */
// tag::wiremock[]
@SpringBootTest(properties = "together.api-key=any")
class WireMockTests {

	@RegisterExtension
	static final WireMockExtension wireMock = WireMockExtension.newInstance().build();

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("together.base-url", () -> wireMock.baseUrl() + "/v1");
	}

	@Test
	void tellsTheStory(@Autowired Storyteller storyteller) {
		wireMock.stubFor(TogetherStubs.completion(" there was a fox.")
			.withRequestBody(matchingJsonPath("$.prompt", equalTo("Once"))));

		assertThat(storyteller.tell("Once")).isEqualTo(" there was a fox.");
	}

}
// end::wiremock[]
