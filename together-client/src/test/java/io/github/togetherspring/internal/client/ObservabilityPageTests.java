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
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.budget.Budget;
import io.github.togetherspring.internal.pacing.Pacer;
import io.github.togetherspring.internal.pacing.QuotaGate;
import io.github.togetherspring.observation.CompletionsMeterFilter;
import io.github.togetherspring.observation.CompletionsMeterObservationHandler;
import io.github.togetherspring.observation.CompletionsObservation;
import io.github.togetherspring.observation.CompletionsObservationDocumentation.Events;
import io.github.togetherspring.observation.CompletionsObservationDocumentation.HighCardinalityKeyNames;
import io.github.togetherspring.observation.CompletionsObservationDocumentation.LowCardinalityKeyNames;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.observation.SemanticConventions;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/observability.md} names what there is to see, and nothing else.
 */
class ObservabilityPageTests {

	private static final Map<String, Set<String>> KINDS = Map.of("histogram", Set.of("TIMER", "DISTRIBUTION_SUMMARY"),
			"timer", Set.of("TIMER"), "long task timer", Set.of("LONG_TASK_TIMER"), "gauge", Set.of("GAUGE"), "counter",
			Set.of("COUNTER"));

	private final Map<String, List<List<String>>> tables = tables();

	@Test
	void metricsAreThoseThatCallsMake() throws IOException {
		Map<String, Meter.Id> meters = meters(SemanticConventions.V1_41);
		assertThat(column("metric", 0)).containsExactlyInAnyOrderElementsOf(meters.keySet());
		for (List<String> row : this.tables.get("metric")) {
			assertThat(KINDS.get(row.get(1))).as(row.get(0)).contains(meters.get(row.get(0)).getType().name());
		}
	}

	@Test
	void comingNamesAreThoseThatCallsMake() throws IOException {
		List<String> current = distinct(column("v1-41", 0));
		List<String> coming = distinct(column("v1-41", 1));
		assertThat(current)
			.containsExactlyInAnyOrderElementsOf(genAi(meters(SemanticConventions.V1_41), "operation", "token"));
		// No server of text completions tells how many tokens went into reasoning.
		coming.remove("gen_ai.client.inference.usage.reasoning.output_tokens");
		assertThat(coming).containsExactlyInAnyOrderElementsOf(genAi(meters(SemanticConventions.LATEST), "inference"));
	}

	@Test
	void tagsAreThoseOfTheMetrics() throws IOException {
		Map<String, Set<String>> metricsByTag = new TreeMap<>();
		meters(SemanticConventions.V1_41).forEach((name, id) -> id.getTags()
			.forEach((tag) -> metricsByTag.computeIfAbsent(tag.getKey(), (key) -> new TreeSet<>()).add(name)));
		assertThat(column("tag", 0)).containsExactlyInAnyOrderElementsOf(metricsByTag.keySet())
			.containsAll(keys(LowCardinalityKeyNames.values()));
		for (List<String> row : this.tables.get("tag")) {
			Set<String> metrics = metricsByTag.get(row.get(0));
			assertThat(metrics).as(row.get(0)).allMatch((metric) -> isOn(row.get(2), metric));
			assertThat(column("metric", 0).stream().filter((metric) -> isOn(row.get(2), metric))).as(row.get(0))
				.containsExactlyInAnyOrderElementsOf(metrics);
		}
	}

	@ParameterizedTest
	@CsvSource({ "of pacing, together.client.pacing.", "of quotas, together.client.quota." })
	void metricsOfPacingAreThoseThatPacedCallsMake(String table, String group) {
		Map<String, Meter.Id> meters = metersOfPacing(group);
		assertThat(column("metric " + table, 0)).containsExactlyInAnyOrderElementsOf(meters.keySet());
		for (List<String> row : this.tables.get("metric " + table)) {
			assertThat(KINDS.get(row.get(1))).as(row.get(0)).contains(meters.get(row.get(0)).getType().name());
		}
		for (List<String> row : this.tables.get("tag " + table)) {
			assertThat(meters.keySet().stream().filter((name) -> meters.get(name).getTag(row.get(0)) != null))
				.as(row.get(0))
				.containsExactlyInAnyOrderElementsOf(row.get(2).equals("all") ? meters.keySet()
						: Stream.of(row.get(2).split(", ")).map(group::concat).toList());
		}
		assertThat(meters.values().stream().flatMap((id) -> id.getTags().stream()).map(Tag::getKey).distinct())
			.containsExactlyInAnyOrderElementsOf(column("tag " + table, 0));
	}

	private static Map<String, Meter.Id> metersOfPacing(String group) {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new CompletionsMeterObservationHandler(meters));
		QuotaSettings quotas = QuotaSettings.builder().requestsPerMinute(1L).tokensPerMinute(1L).build();
		CompletionsObservation observation = CompletionsObservations.of(registry)
			.forClient("default", URI.create("http://localhost/v1"))
			.withPacing(new Pacer(PacingSettings.defaults(), Duration.ZERO, Schedulers::parallel))
			.withQuota(new QuotaGate(quotas, "default", Duration.ZERO, Schedulers::parallel))
			.start(ObservedServer.request("m"), false, null);
		Throwable refusal = TogetherResponseException.of(FailedResponse.builder(429).build());
		observation.paced(CallPriority.BULK, 1);
		observation.permitted(CallPriority.BULK, 1);
		observation.slowedDown(refusal);
		observation.coolingDown(refusal);
		observation.completed();
		return meters.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().contains(group))
			.collect(Collectors.toMap(Meter.Id::getName, Function.identity(), (id, other) -> id, TreeMap::new));
	}

	@Test
	void metricsOfABudgetAreThoseThatItsClientMakes() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new CompletionsMeterObservationHandler(meters));
		BudgetSettings settings = BudgetSettings.builder().maxTokens(1L).maxCost(BigDecimal.ONE).build();
		CompletionsObservations.of(registry)
			.forClient("default", URI.create("http://localhost/v1"))
			.withBudget(new Budget("client 'default'", settings, TokenPrices.none(), Clock.systemUTC()))
			.start(ObservedServer.request("m"), false, null);
		List<Meter.Id> budget = meters.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().contains(".budget."))
			.toList();
		assertThat(column("metric of a budget", 0))
			.containsExactlyInAnyOrderElementsOf(budget.stream().map(Meter.Id::getName).distinct().toList());
		assertThat(column("metric of a budget", 1)).containsOnly("gauge");
		assertThat(budget).hasSize(6)
			.allSatisfy((id) -> assertThat(id.getTags()).extracting(Tag::getKey)
				.containsExactlyInAnyOrderElementsOf(column("tag of a budget", 0)));
	}

	@Test
	void boundariesAreThoseOfTheHistograms() throws IOException {
		String page = page();
		assertThat(page).contains("seconds: " + boundaries(SemanticConventions.V1_41.duration(), 1e9));
		assertThat(page).contains("tokens: " + boundaries("gen_ai.client.token.usage", 1));
	}

	@Test
	void attributesAndEventsAreThoseOfTheDocumentation() {
		assertThat(column("attribute", 0)).containsExactlyElementsOf(keys(HighCardinalityKeyNames.values()));
		assertThat(column("event", 0))
			.containsExactlyElementsOf(Arrays.stream(Events.values()).map(Observation.Event::getName).toList());
	}

	@Test
	void propertiesAreThoseOfTheirPage() throws IOException {
		Map<String, String> defaults = Files.readAllLines(Path.of("../docs/properties.md"))
			.stream()
			.filter((line) -> line.startsWith("| `together.observations."))
			.map(ObservabilityPageTests::cells)
			.collect(Collectors.toMap((row) -> row.get(0), (row) -> row.get(2)));
		assertThat(this.tables.get("property")
			.stream()
			.collect(Collectors.toMap((row) -> row.get(0), (row) -> row.get(1)))).isEqualTo(defaults);
	}

	private static boolean isOn(String metrics, String metric) {
		return Stream.of(metrics.split(", ")).anyMatch((name) -> switch (name) {
			case "all" -> true;
			case "all of gen_ai.*" -> metric.startsWith("gen_ai.");
			case "duration" -> metric.equals("gen_ai.client.operation.duration");
			case "duration.active" -> metric.equals("gen_ai.client.operation.duration.active");
			case "retries" -> metric.equals("together.client.retries");
			case "token usage" -> metric.equals("gen_ai.client.token.usage");
			default -> throw new IllegalArgumentException(name);
		});
	}

	// The meters of one call of each kind, by their names, with the tags of them all.
	private static Map<String, Meter.Id> meters(SemanticConventions conventions) throws IOException {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		MeterFilter filter = new CompletionsMeterFilter();
		meters.config().meterFilter(MeterFilter.deny((id) -> filter.accept(id) == MeterFilterReply.DENY));
		Map<String, Meter.Id> ids = new TreeMap<>();
		meters.config().onMeterAdded((meter) -> ids.put(meter.getId().getName(), meter.getId()));
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(meters))
			.observationHandler(new CompletionsMeterObservationHandler(meters));
		try (ObservedServer server = new ObservedServer()) {
			CompletionsClient client = server
				.client(CompletionsObservations.of(observations).withSemanticConventions(conventions));
			client.create(ObservedServer.request("flaky"));
			client.stream(ObservedServer.request("ok")).blockLast();
			client.mutate()
				.retrySettings(RetrySettings.none())
				.build()
				.createAsync(ObservedServer.request("fails"))
				.onErrorComplete()
				.block();
		}
		return ids;
	}

	private static String boundaries(String metric, double unit) {
		Meter.Id id = new Meter.Id(metric, Tags.of(Tag.of("a", "b")), null, null, Meter.Type.TIMER);
		double[] boundaries = new CompletionsMeterFilter().configure(id, DistributionStatisticConfig.NONE)
			.getServiceLevelObjectiveBoundaries();
		return Arrays.stream(boundaries)
			.mapToObj((boundary) -> (unit > 1) ? String.valueOf(boundary / unit) : String.valueOf((long) boundary))
			.collect(Collectors.joining(", ", "", "\n"));
	}

	private static List<String> genAi(Map<String, Meter.Id> meters, String... parts) {
		return meters.keySet()
			.stream()
			.filter((name) -> Stream.of(parts).anyMatch((part) -> name.startsWith("gen_ai.client." + part)))
			.filter((name) -> !name.endsWith(".active"))
			.toList();
	}

	private static List<String> keys(KeyName[] keys) {
		return Arrays.stream(keys).map(KeyName::asString).toList();
	}

	private List<String> column(String table, int column) {
		return this.tables.get(table).stream().map((row) -> row.get(column)).toList();
	}

	// Without what is said about a name after it.
	private static List<String> distinct(List<String> names) {
		return names.stream()
			.map((name) -> name.replaceAll(",.*", ""))
			.filter((name) -> !name.isEmpty())
			.distinct()
			.collect(Collectors.toCollection(ArrayList::new));
	}

	// The rows of each table of the page, by what stands above its first column.
	private static Map<String, List<List<String>>> tables() {
		Function<String, String> first = (line) -> cells(line).get(0);
		Map<String, List<List<String>>> tables = new TreeMap<>();
		List<String> lines = page().lines().toList();
		for (int i = 1; i < lines.size(); i++) {
			if (lines.get(i).startsWith("|---")) {
				tables.put(first.apply(lines.get(i - 1)),
						lines.stream()
							.skip(i + 1)
							.takeWhile((line) -> line.startsWith("|"))
							.map(ObservabilityPageTests::cells)
							.toList());
			}
		}
		return tables;
	}

	private static List<String> cells(String line) {
		return Arrays.stream(line.substring(1).replace("`", "").split("\\|")).map(String::trim).toList();
	}

	private static String page() {
		try {
			return Files.readString(Path.of("../docs/observability.md"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
