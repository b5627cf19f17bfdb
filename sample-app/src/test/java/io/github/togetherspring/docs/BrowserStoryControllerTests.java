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

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.test.web.reactive.server.WebTestClient;

import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.tokens;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the recipe for {@code EventSource}.
 */
@WebFluxTest(BrowserStoryController.class)
@AutoConfigureTogetherSimulator
class BrowserStoryControllerTests {

	@Autowired
	private WebTestClient web;

	@Test
	void firstEventHasAnIdAndTheLastSaysThatItIsOver(TogetherSimulator simulator) {
		simulator.enqueue(SimulatedResponse.events("{\"choices\":[{\"index\":0,\"text\":\" upon\"}]}",
				"{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}", "[DONE]"));
		this.web.get()
			.uri("/browser/story?beginning=Once")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals("X-Accel-Buffering", "no")
			.expectHeader()
			.valueEquals("Cache-Control", "no-store, no-transform")
			.expectBody(String.class)
			.isEqualTo("""
					id:1

					data:{"choices":[{"index":0,"text":" upon"}]}

					data:{"choices":[{"index":0,"text":"","finish_reason":"stop"}]}

					event:done
					data:{}

					""");
	}

	@Test
	void reconnectGeneratesNothing(TogetherSimulator simulator) {
		this.web.get()
			.uri("/browser/story?beginning=Once")
			.header("Last-Event-ID", "1")
			.exchange()
			.expectStatus()
			.isNoContent();
		assertThat(simulator.requests()).isEmpty();
	}

	@Test
	void failureIsAnEventAndNothingIsDone(TogetherSimulator simulator) {
		simulator.enqueue(error(401, "invalid_request_error", "Invalid key"));
		assertThat(story()).startsWith("id:1\n\nevent:error\ndata:{")
			.contains("\"status\":502", "\"upstream_status\":401")
			.doesNotContain("event:done", "Invalid key");
	}

	@Test
	void streamThatBreaksEndsWithAFailure(TogetherSimulator simulator) {
		simulator.enqueue(tokens(" upon", " a", " time").resetAfter(2));
		assertThat(story()).contains("\" a\"", "event:error\ndata:{\"").doesNotContain("event:done");
		assertThat(simulator.awaitIdle(Duration.ofSeconds(10))).isTrue();
	}

	private String story() {
		return this.web.get()
			.uri("/browser/story?beginning=Once")
			.exchangeSuccessfully()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

}
