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

package com.example.kotlin

import io.github.togetherspring.completions.CompletionsClient
import io.github.togetherspring.completions.TogetherResponseException
import io.github.togetherspring.completions.StreamTruncatedException
import io.github.togetherspring.simulator.script.RequestPattern.anyPrompt
import io.github.togetherspring.simulator.script.RequestPattern.prompt
import io.github.togetherspring.simulator.script.SimulatedResponse.completion
import io.github.togetherspring.simulator.script.SimulatedResponse.error
import io.github.togetherspring.simulator.script.SimulatedResponse.fromModel
import io.github.togetherspring.simulator.script.SimulatedResponse.tokens
import io.github.togetherspring.simulator.TogetherSimulator
import io.github.togetherspring.test.assertj.TogetherAssertions.assertThat
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.test.context.SpringBootTest
import java.time.Duration

/**
 * Tests for the services of docs/kotlin.md.
 */
@SpringBootTest(properties = ["together.completions.model=storyteller", "together.clients.local.enabled=true",
	"together.retry.enabled=false"])
@AutoConfigureTogetherSimulator
class StorytellerTests(@Autowired private val storyteller: Storyteller,
	@Autowired private val bulk: BulkStoryteller, @Autowired private val completions: CompletionsClient) {

	// tag::kotlin-test[]
	@Test
	fun `tells a story`(simulator: TogetherSimulator) {
		simulator.on(prompt("Once")).respond(completion(" upon a time"))

		assertThat(storyteller.tell("Once")).isEqualTo(" upon a time")

		assertThat(simulator).received(1, prompt("Once").withParameter("max_tokens", 300))
	}

	@Test
	fun `tells it soon`(simulator: TogetherSimulator) = runBlocking<Unit> {
		simulator.on(prompt("Once")).respond(completion(" upon a time"))

		assertThat(storyteller.tellSoon("Once")).isEqualTo(" upon a time")
	}
	// end::kotlin-test[]

	@Test
	fun `reads it while it is written`(simulator: TogetherSimulator) = runBlocking<Unit> {
		simulator.on(prompt("Once")).respond(tokens(" upon", " a", " time"))
		assertThat(storyteller.read("Once").toList().joinToString("")).isEqualTo(" upon a time")
	}

	@Test
	fun `tells many`(simulator: TogetherSimulator) = runBlocking<Unit> {
		simulator.on(prompt("Once")).respond(completion(" upon"))
		simulator.on(prompt("Twice")).respond(error(400, "invalid_request_error", "No"))
		assertThat(bulk.tellAll(listOf("Once", "Twice").asFlow()).toList()).hasSize(2)
			.satisfies({ assertThat(it[0]).isEqualTo(" upon") }, { assertThat(it[1]).startsWith("failed: ").contains("No") })
	}

	@Test
	fun `failures are exceptions of the coroutine`(simulator: TogetherSimulator) {
		simulator.on(prompt("Once")).respond(error(429, "rate_limit", "Slow down"))
		assertThatExceptionOfType(TogetherResponseException.TooManyRequests::class.java)
			.isThrownBy { runBlocking { storyteller.tellSoon("Once") } }
		simulator.on(prompt("Twice")).respond(tokens(" upon", " a").closeAfter(1))
		assertThatExceptionOfType(StreamTruncatedException::class.java)
			.isThrownBy { runBlocking { storyteller.read("Twice").toList() } }
	}

	@Test
	fun `cancelling a coroutine cancels the call`(simulator: TogetherSimulator) = runBlocking<Unit> {
		simulator.on(anyPrompt()).respond(fromModel().stallBeforeHeaders())
		val story = async(Dispatchers.Default) { storyteller.tellSoon("Once") }
		simulator.takeRequest(TIMEOUT)
		story.cancel()
		assertThat(simulator.awaitIdle(TIMEOUT)).isTrue()
	}

	@Test
	fun `leaving a flow cancels the call`(simulator: TogetherSimulator) = runBlocking<Unit> {
		simulator.on(anyPrompt()).respond(tokens(" upon", " a", " time").stallAfter(1))
		assertThat(storyteller.read("Once").first()).isEqualTo(" upon")
		assertThat(simulator.awaitIdle(TIMEOUT)).isTrue()
	}

	@Test
	fun `reads a stream in a loop`(simulator: TogetherSimulator) {
		simulator.on(prompt("Once")).respond(tokens(" upon", " a"))
		val text = StringBuilder()
		// tag::kotlin-loop[]
		completions.openStream { it.prompt("Once") }.use { stream ->
			for (chunk in stream) {
				text.append(chunk.text())
			}
		}
		// end::kotlin-loop[]
		assertThat(text).hasToString(" upon a")
	}

	private companion object {

		private val TIMEOUT: Duration = Duration.ofSeconds(30)

	}

}
