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

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.observation.CompletionsMeterFilter;
import io.github.togetherspring.observation.CompletionsMeterObservationHandler;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.observation.SemanticConventions;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the metrics of calls as Prometheus scrapes them, against the rules of
 * OpenTelemetry's conventions.
 */
class ObservedMetricsTests {

	private static final List<Double> SECONDS = List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12,
			10.24, 20.48, 40.96, 81.92);

	private static final List<Double> TOKENS = List.of(1D, 4D, 16D, 64D, 256D, 1024D, 4096D, 16384D, 65536D, 262144D,
			1048576D, 4194304D, 16777216D, 67108864D);

	private static final Set<String> CALL = Set.of("gen_ai_operation_name", "gen_ai_provider_name",
			"gen_ai_request_model", "gen_ai_response_model", "server_address", "server_port", "together_client_name");

	private static final Pattern SAMPLE = Pattern.compile("(\\w+)\\{(.*)} (\\S+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\",?");

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ObservationRegistry observations = ObservationRegistry.create();

	private ObservedServer server;

	private CompletionsClient client;

	@BeforeEach
	void start() throws IOException {
		this.meters.config().meterFilter(new CompletionsMeterFilter());
		this.observations.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(this.meters))
			.observationHandler(new CompletionsMeterObservationHandler(this.meters));
		this.server = new ObservedServer();
		this.client = this.server.client(CompletionsObservations.of(this.observations));
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	static Stream<Arguments> conventions() {
		return Stream.of(
				Arguments.of("gen_ai_client_operation_duration_seconds", SECONDS,
						Set.of("error_type", "together_outcome", "error")),
				Arguments.of("gen_ai_client_token_usage", TOKENS, Set.of("gen_ai_token_type")),
				Arguments.of("gen_ai_client_operation_time_to_first_chunk_seconds", SECONDS, Set.of()),
				Arguments.of("gen_ai_client_operation_time_per_output_chunk_seconds", SECONDS, Set.of()));
	}

	@ParameterizedTest
	@MethodSource("conventions")
	void histogramsFollowTheConventions(String name, List<Double> buckets, Set<String> moreLabels) {
		mixedTraffic();
		String scrape = this.meters.scrape();
		assertThat(scrape).contains("# TYPE " + name + " histogram");
		Set<String> expected = new TreeSet<>(CALL);
		expected.addAll(moreLabels);
		Map<Map<String, String>, List<Double>> series = new HashMap<>();
		for (Sample sample : samples(scrape, name + "_bucket")) {
			Map<String, String> labels = new TreeMap<>(sample.labels);
			String boundary = labels.remove("le");
			assertThat(labels.keySet()).isEqualTo(expected);
			if (!"+Inf".equals(boundary)) {
				series.computeIfAbsent(labels, (key) -> new ArrayList<>()).add(Double.valueOf(boundary));
			}
		}
		assertThat(series).isNotEmpty().allSatisfy((labels, found) -> assertThat(found).isEqualTo(buckets));
		assertThat(samples(scrape, name + "_sum")).hasSameSizeAs(series.keySet());
	}

	@Test
	void valuesOfLabelsTellHowCallsWent() {
		mixedTraffic();
		String scrape = this.meters.scrape();
		List<Sample> durations = samples(scrape, "gen_ai_client_operation_duration_seconds_count");
		assertThat(durations)
			.allSatisfy((sample) -> assertThat(sample.labels).containsEntry("gen_ai_operation_name", "text_completion")
				.containsEntry("gen_ai_provider_name", "together_ai")
				.containsEntry("server_address", "localhost")
				.containsEntry("server_port", String.valueOf(this.server.http.port()))
				.containsEntry("together_client_name", "default"));
		assertThat(durations.stream()
			.map((sample) -> sample.label("gen_ai_request_model") + " " + sample.label("gen_ai_response_model") + " "
					+ sample.label("error_type") + " " + sample.label("together_outcome") + " " + sample.value))
			.containsExactlyInAnyOrder("ok answers none success 2", "flaky answers none success 1",
					"fails none 400 error 1", "broken answers StreamTruncatedException error 1",
					"broken none ConnectionException error 1", "hangs answers none cancelled 1",
					"silent answers none success 2");
	}

	@Test
	void tokensAreRecordedWhereTheyAreKnown() {
		mixedTraffic();
		String scrape = this.meters.scrape();
		assertThat(samples(scrape, "gen_ai_client_token_usage_sum").stream()
			.map((sample) -> sample.label("gen_ai_request_model") + " " + sample.label("gen_ai_token_type") + " "
					+ sample.value))
			.containsExactlyInAnyOrder("ok input 10.0", "ok output 14.0", "flaky input 5.0", "flaky output 7.0");
	}

	@Test
	void chunksAreTimedInStreamsOnly() {
		mixedTraffic();
		String scrape = this.meters.scrape();
		assertThat(counts(scrape, "gen_ai_client_operation_time_to_first_chunk_seconds_count"))
			.containsExactlyInAnyOrder("ok 1", "silent 1", "hangs 1", "broken 1");
		assertThat(counts(scrape, "gen_ai_client_operation_time_per_output_chunk_seconds_count"))
			.containsExactlyInAnyOrder("ok 2", "silent 2");
	}

	@Test
	void retriesAreCountedApartFromCalls() {
		mixedTraffic();
		String scrape = this.meters.scrape();
		assertThat(samples(scrape, "together_client_retries_total")).singleElement().satisfies((sample) -> {
			assertThat(sample.labels).isEqualTo(Map.of("together_client_name", "default", "error_type", "503"));
			assertThat(sample.value).isEqualTo("2.0");
		});
		assertThat(scrape).doesNotContain("duration_together_retry");
	}

	@Test
	void neitherPromptNorTextNorKeyIsScraped() {
		mixedTraffic();
		assertThat(this.meters.scrape()).contains("gen_ai").doesNotContain("secret");
	}

	@Test
	void gaugesTellWhichCallsRunAndWhichWait() {
		CompletionsClient one = this.client.mutate().name("one").maxConcurrentRequests(1).build();
		CountDownLatch first = new CountDownLatch(1);
		Disposable running = one.stream(ObservedServer.request("hangs")).subscribe((chunk) -> first.countDown());
		RawHttpServer.await(first);
		Disposable waiting = one.stream(ObservedServer.request("hangs")).subscribe();
		assertThat(gauge("together_client_calls_active")).isEqualTo("2.0");
		assertThat(gauge("together_client_calls_waiting")).isEqualTo("1.0");
		waiting.dispose();
		assertThat(gauge("together_client_calls_active")).isEqualTo("1.0");
		assertThat(gauge("together_client_calls_waiting")).isEqualTo("0.0");
		running.dispose();
		assertThat(gauge("together_client_calls_active")).isEqualTo("0.0");
	}

	@Test
	void modelsOfUsersCannotMakeMetricsWithoutEnd() {
		IntStream.range(0, 110).forEach((i) -> this.client.create(ObservedServer.request("model-" + i)));
		List<Sample> samples = samples(this.meters.scrape(), "gen_ai_client_operation_duration_seconds_count");
		assertThat(samples).hasSizeLessThanOrEqualTo(101);
		assertThat(samples.stream()
			.filter((sample) -> "other".equals(sample.label("gen_ai_request_model")))
			.mapToDouble((sample) -> Double.parseDouble(sample.value))
			.sum()).isEqualTo(10);
	}

	@Test
	void comingNamesCanBeChosen() {
		CompletionsClient latest = this.server.client(CompletionsObservations.of(this.observations)
			.withSemanticConventions(SemanticConventions.LATEST)
			.withProviderName("vllm"));
		latest.create(ObservedServer.request("ok"));
		latest.stream(ObservedServer.request("ok")).blockLast();
		String scrape = this.meters.scrape();
		for (String name : List.of("duration", "time_to_first_chunk", "time_per_output_chunk")) {
			assertThat(samples(scrape, "gen_ai_client_inference_" + name + "_seconds_bucket")).as(name)
				.hasSizeGreaterThan(SECONDS.size())
				.allSatisfy((sample) -> assertThat(sample.label("gen_ai_provider_name")).isEqualTo("vllm"));
		}
		assertThat(counts(scrape, "gen_ai_client_inference_usage_input_tokens_total")).containsExactly("ok 10.0");
		assertThat(counts(scrape, "gen_ai_client_inference_usage_output_tokens_total")).containsExactly("ok 14.0");
		assertThat(counts(scrape, "gen_ai_client_inference_usage_cache_read_input_tokens_total"))
			.containsExactly("ok 6.0");
		assertThat(scrape).doesNotContain("gen_ai_client_operation", "gen_ai_client_token_usage");
	}

	private void mixedTraffic() {
		this.client.create(ObservedServer.request("ok"));
		this.client.stream(ObservedServer.request("ok")).blockLast();
		this.client.create(ObservedServer.request("silent"));
		this.client.stream(ObservedServer.request("silent")).blockLast();
		this.client.create(ObservedServer.request("flaky"));
		CompletionsClient once = this.client.mutate().retrySettings(RetrySettings.none()).build();
		assertThatExceptionOfType(TogetherException.class)
			.isThrownBy(() -> once.create(ObservedServer.request("fails")));
		assertThatExceptionOfType(TogetherException.class)
			.isThrownBy(() -> once.create(ObservedServer.request("broken")));
		assertThatExceptionOfType(TogetherException.class)
			.isThrownBy(() -> once.stream(ObservedServer.request("broken")).blockLast());
		try (CompletionStream stream = this.client.openStream(ObservedServer.request("hangs"))) {
			assertThat(stream.iterator().next().text()).isEqualTo(ObservedServer.TEXT);
		}
	}

	private String gauge(String name) {
		return samples(this.meters.scrape(), name).stream()
			.filter((sample) -> "one".equals(sample.label("together_client_name")))
			.map((sample) -> sample.value)
			.findFirst()
			.orElseThrow();
	}

	private static Stream<String> counts(String scrape, String name) {
		return samples(scrape, name).stream()
			.map((sample) -> sample.label("gen_ai_request_model") + " " + sample.value);
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
			return this.labels.get(name);
		}

	}

}
