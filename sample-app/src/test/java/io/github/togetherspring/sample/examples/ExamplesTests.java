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

package io.github.togetherspring.sample.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for the {@linkplain Example examples}: what they send and what they print.
 */
class ExamplesTests {

	private static final JsonMapper json = JsonMapper.shared();

	private static final TogetherSimulator simulator = TogetherSimulator.start();

	private final CompletionsClient client = CompletionsClients.builder()
		.baseUrl(simulator.baseUrl())
		.apiKey("k")
		.build();

	@BeforeEach
	void reset() {
		simulator.reset();
	}

	@AfterAll
	static void close() {
		simulator.close();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void exampleSendsItsRequestAndPrintsTheAnswer(BiFunction<CompletionsClient, PrintStream, Example> example,
			SimulatedResponse answer, String request, String output) {
		simulator.enqueue(answer);
		assertThat(run(example)).isEqualTo(output);
		assertThat(simulator.requests()).extracting(ReceivedRequest::body)
			.extracting(json::readTree)
			.containsExactly(json.readTree(request));
	}

	static Stream<Arguments> examples() {
		return Stream.of(argumentSet("code completion", example(CodeCompletion::new),
				SimulatedResponse.completion("\n    return n"), """
						{"model":"codellama/CodeLlama-34b-Python-hf","prompt":"def fibonacci(n):","max_tokens":200,
						"temperature":0.1,"stop":["\\n\\n","def "]}""", "\n    return n\n"),
				argumentSet("creative writing", example(CreativeWriting::new),
						SimulatedResponse.completion(" there was a fox."), """
								{"model":"meta-llama/Llama-3.2-3B-Instruct-Turbo",
								"prompt":"Once upon a time in a magical forest,","max_tokens":300,"temperature":0.8,
								"top_p":0.9}""", " there was a fox.\n"),
				argumentSet("streaming", example(StreamingCompletion::new),
						SimulatedResponse.tokens("\n    return", " n", " > 1"), """
								{"model":"codellama/CodeLlama-34b-Python-hf",
								"prompt":"# Python function to calculate prime numbers\\ndef is_prime(n):",
								"max_tokens":150,"temperature":0.2,"stream":true}""", "\n    return n > 1\n"),
				argumentSet("multiple completions", example(MultipleCompletions::new), SimulatedResponse.json(200, """
						{"choices":[{"index":0,"text":" a"},{"index":1,"text":" b"},{"index":2,"text":" c"}]}"""), """
						{"model":"meta-llama/Llama-3.2-3B-Instruct-Turbo",
						"prompt":"The benefits of renewable energy include:","max_tokens":100,"temperature":0.7,
						"n":3}""", "Completion 1:  a\nCompletion 2:  b\nCompletion 3:  c\n"),
				argumentSet("advanced configuration", example(AdvancedConfiguration::new),
						SimulatedResponse.json(200, """
								{"choices":[{"index":0,"text":" win","finish_reason":"stop",
								"logprobs":{"tokens":[" w","in"],"token_logprobs":[-0.1,null]}}]}"""), ADVANCED_REQUEST,
						"""
								Generated text:  win
								Finish reason: stop
								Token probabilities:
								  ' w': -0.1
								  'in': null
								"""),
				argumentSet("advanced configuration without log probabilities", example(AdvancedConfiguration::new),
						SimulatedResponse.json(200, "{\"choices\":[{\"text\":\" win\"}]}"), ADVANCED_REQUEST, """
								Generated text:  win
								Finish reason: null
								"""));
	}

	private static final String ADVANCED_REQUEST = """
			{"model":"meta-llama/Llama-3.2-3B-Instruct-Turbo","prompt":"Artificial intelligence will","max_tokens":150,
			"temperature":0.7,"top_p":0.9,"top_k":50,"repetition_penalty":1.1,"presence_penalty":0.2,
			"frequency_penalty":0.1,"stop":[".","!","?"],"logprobs":5}""";

	@Test
	void batchCompletesAllPromptsAndPrintsInOrder() {
		SimulatedResponse answer = SimulatedResponse.completion(" x");
		simulator.enqueue(answer, answer, answer);
		assertThat(run(BatchProcessing::new)).isEqualTo("Response 1:  x\nResponse 2:  x\nResponse 3:  x\n");
		assertThat(simulator.requests()).extracting((request) -> request.json().get("prompt"))
			.containsExactlyInAnyOrder("Write a Python function to sort a list:", "Explain the concept of recursion:",
					"Create a simple web scraper in Python:");
	}

	private static BiFunction<CompletionsClient, PrintStream, Example> example(
			BiFunction<CompletionsClient, PrintStream, Example> example) {
		return example;
	}

	private String run(BiFunction<CompletionsClient, PrintStream, Example> example) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		example.apply(this.client, new PrintStream(out, true, StandardCharsets.UTF_8)).run();
		return String.join("\n", List.of(out.toString(StandardCharsets.UTF_8).split(System.lineSeparator(), -1)));
	}

}
