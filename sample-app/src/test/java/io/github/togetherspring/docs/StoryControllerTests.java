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

import java.time.Duration;
import java.util.List;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.test.web.reactive.server.WebTestClient;

import static io.github.togetherspring.simulator.script.RequestPattern.prompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.tokens;
import static io.github.togetherspring.test.assertj.TogetherAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of a streaming controller.
 */
// tag::streaming[]
@WebFluxTest(StoryController.class)
@AutoConfigureTogetherSimulator
class StoryControllerTests {

	@Autowired
	private WebTestClient web;

	@Test
	void tokensArriveOneByOne(TogetherSimulator simulator) {
		simulator.on(prompt("Once").streamed())
			.respond(tokens(" upon", " a", " time").withChunkDelays(Duration.ZERO, Duration.ofMillis(50)));

		assertThat(story()).startsWith(" upon", " a", " time");
	}

	@Test
	void brokenStreamIsAnError(TogetherSimulator simulator) {
		simulator.on(prompt("Once")).respond(tokens(" upon", " a", " time").resetAfter(2));

		assertThat(catchThrowable(this::story)).isNotNull();
		assertThat(simulator).lastRequest().isStreamed();
	}

	private List<String> story() {
		return this.web.post()
			.uri("/story")
			.bodyValue("Once")
			.exchangeSuccessfully()
			.returnResult(CompletionChunk.class)
			.getResponseBody()
			.map(CompletionChunk::text)
			.collectList()
			.block(Duration.ofSeconds(20));
	}

}
// end::streaming[]
