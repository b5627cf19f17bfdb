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

package io.github.togetherspring.sample.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metrics of the running application, as Prometheus gets them.
 */
// A property of its own gives this class an application of its own, with fresh metrics.
@TestPropertySource(properties = "together.completions.model=observed")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservabilityTests extends ApiTestSupport {

	private static final List<Double> SECONDS = List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12,
			10.24, 20.48, 40.96, 81.92);

	private static final List<Double> TOKENS = List.of(1D, 4D, 16D, 64D, 256D, 1024D, 4096D, 16384D, 65536D, 262144D,
			1048576D, 4194304D, 16777216D, 67108864D);

	private static final Set<String> LABELS = Set.of("gen_ai_operation_name", "gen_ai_provider_name",
			"gen_ai_request_model", "gen_ai_response_model", "server_address", "server_port", "together_client_name");

	private static final Pattern SAMPLE = Pattern.compile("(\\w+)\\{(.*)} (\\S+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\",?");

	private static final String STREAM = PATH + "/stream";

	private static final String PROMPT = "{\"prompt\":\"secret prompt\"}";

	private static final String CHUNK = """
			{"id":"secret-id","model":"answers","choices":[{"index":0,"text":"secret text"}]}""";

	private static final String END = """
			"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";

	private static final String LAST_CHUNK = "{\"choices\":[{\"index\":0,\"text\":\"\"," + END;

	private String scrape;

	@BeforeAll
	void mixedTraffic() {
		upstream.reset();
		upstream.enqueue(answer("answers"));
		postForText(PATH, PROMPT);
		upstream.enqueue(SimulatedResponse.error(429, "secret type", "secret message"));
		postForProblem(PATH, PROMPT, 429);
		upstream.enqueue(SimulatedResponse.events(CHUNK, CHUNK, LAST_CHUNK, "[DONE]"));
		postForText(STREAM, PROMPT);
		upstream.enqueue(SimulatedResponse.events(CHUNK, LAST_CHUNK, "[DONE]").stallAfter(1));
		StepVerifier.create(postForLines(STREAM, PROMPT)).expectNextCount(1).thenCancel().verify(TIMEOUT);
		assertThatUpstreamIsLeft();
		this.scrape = scrape();
	}

	static Stream<Arguments> histograms() {
		return Stream.of(
				Arguments.of("gen_ai_client_operation_duration_seconds", SECONDS,
						Set.of("error", "error_type", "together_outcome")),
				Arguments.of("gen_ai_client_token_usage", TOKENS, Set.of("gen_ai_token_type")),
				Arguments.of("gen_ai_client_operation_time_to_first_chunk_seconds", SECONDS, Set.of()),
				Arguments.of("gen_ai_client_operation_time_per_output_chunk_seconds", SECONDS, Set.of()));
	}

	@ParameterizedTest
	@MethodSource("histograms")
	void histogramHasTheBucketsAndTagsOfTheConventions(String name, List<Double> buckets, Set<String> moreLabels) {
		Set<String> labels = new TreeSet<>(LABELS);
		labels.addAll(moreLabels);
		Map<Map<String, String>, List<Double>> series = new HashMap<>();
		for (Sample sample : samples(this.scrape, name + "_bucket")) {
			Map<String, String> others = new TreeMap<>(sample.labels);
			String boundary = others.remove("le");
			assertThat(others.keySet()).isEqualTo(labels);
			if (!"+Inf".equals(boundary)) {
				series.computeIfAbsent(others, (key) -> new ArrayList<>()).add(Double.valueOf(boundary));
			}
		}
		assertThat(this.scrape).contains("# TYPE " + name + " histogram");
		assertThat(series).isNotEmpty().allSatisfy((key, found) -> assertThat(found).isEqualTo(buckets));
	}

	@Test
	void callsAreCountedByTheirEnds() {
		assertThat(samples(this.scrape, "gen_ai_client_operation_duration_seconds_count"))
			.extracting((sample) -> "%s %s %s %s %s".formatted(sample.label("gen_ai_request_model"),
					sample.label("gen_ai_response_model"), sample.label("error_type"), sample.label("together_outcome"),
					sample.value))
			.containsExactlyInAnyOrder("observed answers none success 2", "observed none 429 error 1",
					"observed answers none cancelled 1");
	}

	@Test
	void tokensAreThoseThatTheServerCounted() {
		assertThat(samples(this.scrape, "gen_ai_client_token_usage_sum"))
			.extracting((sample) -> sample.label("gen_ai_token_type") + " " + sample.value)
			.containsExactlyInAnyOrder("input 10.0", "output 4.0");
	}

	@Test
	void noCallIsLeftUnderWay() {
		assertThat(samples(this.scrape, "together_client_calls_active")).extracting(Sample::value)
			.containsExactly("0.0");
		assertThat(samples(this.scrape, "together_client_calls_waiting")).extracting(Sample::value)
			.containsExactly("0.0");
	}

	@Test
	void nothingThatWasSaidIsInATag() {
		assertThat(this.scrape).contains("gen_ai_client").doesNotContain("secret", "test-key");
	}

	@Test
	void modelsThatTheServerInventsAreBounded() {
		int calls = 130;
		IntStream.range(0, calls).forEach((i) -> upstream.enqueue(answer("invented-" + i)));
		postForText(PATH + "/bulk", "[" + String.join(",", Collections.nCopies(calls, PROMPT)) + "]");
		List<Sample> samples = samples(scrape(), "gen_ai_client_operation_duration_seconds_count").stream()
			.filter((sample) -> sample.label("gen_ai_response_model").matches("invented-.*|other"))
			.toList();
		assertThat(samples).hasSizeBetween(2, 101);
		assertThat(samples.stream().mapToInt((sample) -> Integer.parseInt(sample.value)).sum()).isEqualTo(calls);
	}

	private String scrape() {
		return WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.responseTimeout(TIMEOUT)
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(64 * 1024 * 1024))
			.build()
			.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	private static SimulatedResponse answer(String model) {
		return SimulatedResponse.json(200, "{\"id\":\"secret-id\",\"model\":\"" + model
				+ "\",\"choices\":[{\"index\":0,\"text\":\"secret text\"," + END);
	}

	private static List<Sample> samples(String scrape, String name) {
		List<Sample> samples = new ArrayList<>();
		for (String line : scrape.split("\n")) {
			Matcher sample = SAMPLE.matcher(line);
			if (sample.matches() && sample.group(1).equals(name)) {
				Map<String, String> labels = new TreeMap<>();
				Matcher label = LABEL.matcher(sample.group(2));
				while (label.find()) {
					labels.put(label.group(1), label.group(2));
				}
				samples.add(new Sample(labels, sample.group(3)));
			}
		}
		return samples;
	}

	/**
	 * A line that was scraped.
	 */
	private record Sample(Map<String, String> labels, String value) {

		String label(String name) {
			return this.labels.getOrDefault(name, "");
		}

	}

}
