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

package io.github.togetherspring.sample.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.sample.observability.PrometheusQuery.LabelMatcher;
import io.github.togetherspring.sample.observability.PrometheusQuery.Selector;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the files in {@code observability/}: they ask for nothing that the
 * application does not export, and refer to nothing that is not there.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "together.api-key=test-key", "together.retry.base-delay=1ms", "together.pacing.enabled=true",
				"together.pacing.initial-rate=1000", "together.budget.max-tokens=1000000",
				"together.pacing.quota.requests-per-minute=1000000",
				"together.pacing.quota.tokens-per-minute=100000000" })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservabilityFilesTests {

	private static final Path DIRECTORY = Path.of("observability");

	private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\",?");

	private static final Pattern SHOWN_LABEL = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

	private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "instance");

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	private final Map<String, List<Map<String, String>>> exported = new HashMap<>();

	@DynamicPropertySource
	static void upstream(DynamicPropertyRegistry registry) {
		registry.add("together.base-url", upstream::baseUrl);
	}

	@BeforeAll
	void mixedTraffic(@Autowired CompletionsClient client, @LocalServerPort int port) {
		client.create((request) -> request.prompt("once"));
		client.stream((request) -> request.prompt("in pieces").maxTokens(5)).blockLast();
		upstream.enqueue(SimulatedResponse.error(503, "overloaded", "later").withHeader("retry-after-ms", "1"));
		client.create((request) -> request.prompt("again"));
		upstream.enqueue(SimulatedResponse.error(400, "invalid", "no"));
		assertThatExceptionOfType(TogetherResponseException.BadRequest.class)
			.isThrownBy(() -> client.create((request) -> request.prompt("never")));
		scrape(port).lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach(this::addSample);
		this.exported.put("up", List.of(Map.of("job", "together-sample-app", "instance", "app:8080")));
	}

	@AfterAll
	static void close() {
		upstream.close();
	}

	@Test
	void dashboardAsksForWhatIsExported() throws IOException {
		JsonNode dashboard = dashboard();
		List<String> titles = new ArrayList<>();
		for (JsonNode panel : dashboard.path("panels")) {
			titles.add(panel.path("title").asString());
			assertThat(panel.path("targets").isEmpty()).as(panel.path("title").asString()).isFalse();
			for (JsonNode target : panel.path("targets")) {
				PrometheusQuery query = PrometheusQuery.of(target.path("expr").asString());
				assertThatIsExported(query);
				assertThat(query.grouping()).containsAll(shownLabels(target.path("legendFormat").asString()));
			}
		}
		assertThat(titles).contains("Latency", "Time to first chunk", "Time per output chunk", "Tokens",
				"Errors by type", "Retries", "In flight and waiting", "Budget left", "Rate of pacing",
				"Decreases and cool-downs", "Waiting because of pacing", "Wait because of pacing", "Use of quotas",
				"Quotas that are not reserved", "Waiting because of quotas", "Wait because of quotas",
				"Stores of quotas that fail");
	}

	@Test
	void dashboardHasTheVariablesThatItUses() throws IOException {
		JsonNode dashboard = dashboard();
		Set<String> variables = new HashSet<>(Set.of("__rate_interval"));
		for (JsonNode variable : dashboard.path("templating").path("list")) {
			variables.add(variable.path("name").asString());
			if (variable.path("type").asString().equals("query")) {
				Matcher query = Pattern.compile("label_values\\((.*), (\\w+)\\)")
					.matcher(variable.path("query").path("query").asString());
				assertThat(query.matches()).isTrue();
				PrometheusQuery values = PrometheusQuery.of(query.group(1));
				assertThatIsExported(values);
				assertThatHasLabel(values.selectors().get(0).metric(), query.group(2));
			}
		}
		assertThat(variables).hasSize(4);
		assertThat(Pattern.compile("\\$\\{?(\\w+)").matcher(dashboard.toString()).results().map((m) -> m.group(1)))
			.allMatch((name) -> variables.contains(name) || name.equals("__all"));
	}

	@Test
	void panelsDoNotOverlap() throws IOException {
		Set<List<Integer>> cells = new HashSet<>();
		Set<Integer> ids = new HashSet<>();
		for (JsonNode panel : dashboard().path("panels")) {
			assertThat(ids.add(panel.path("id").asInt())).isTrue();
			JsonNode place = panel.path("gridPos");
			for (int x = place.path("x").asInt(); x < place.path("x").asInt() + place.path("w").asInt(); x++) {
				for (int y = place.path("y").asInt(); y < place.path("y").asInt() + place.path("h").asInt(); y++) {
					assertThat(cells.add(List.of(x, y))).as(panel.path("title").asString()).isTrue();
					assertThat(x).isLessThan(24);
				}
			}
		}
	}

	@Test
	void alertsAskForWhatIsExported() throws IOException {
		List<Object> names = new ArrayList<>();
		for (Map<String, Object> group : maps(yaml("prometheus/alerts.yml").get("groups"))) {
			for (Map<String, Object> rule : maps(group.get("rules"))) {
				names.add(rule.get("alert"));
				PrometheusQuery query = PrometheusQuery.of(String.valueOf(rule.get("expr")));
				assertThatIsExported(query);
				assertThat(String.valueOf(rule.get("for"))).matches("\\d+m");
				assertThat(map(rule.get("labels"))).containsKey("severity");
				assertThat(map(rule.get("annotations"))).containsKeys("summary", "description");
				Set<String> labels = new HashSet<>(query.grouping());
				labels.addAll(query.grouping().isEmpty() ? LABELS_OF_PROMETHEUS : Set.of());
				assertThat(labels).containsAll(shownLabels(map(rule.get("annotations")).toString()));
			}
		}
		assertThat(names).doesNotHaveDuplicates()
			.contains("CompletionsFailing", "CompletionsSlow", "CompletionsRetried", "CompletionsBudgetLow",
					"CompletionsDown");
	}

	@Test
	void composeMountsWhatIsThere() throws IOException {
		Map<String, Object> services = map(yaml("compose.yaml").get("services"));
		assertThat(services).containsOnlyKeys("app", "prometheus", "grafana");
		for (Object service : services.values()) {
			assertThat((String) map(service).get("image")).matches("[\\w./-]+:[\\w.-]+").doesNotEndWith(":latest");
			assertThat(strings(map(service).get("ports"))).isNotEmpty()
				.allMatch((port) -> port.matches("127\\.0\\.0\\.1:(\\d+):\\1"));
			for (String volume : strings(map(service).get("volumes"))) {
				Path source = DIRECTORY.resolve(volume.substring(0, volume.indexOf(':'))).normalize();
				if (!source.startsWith("target")) {
					assertThat(source).exists();
				}
			}
		}
		String pom = Files.readString(Path.of("pom.xml"));
		Matcher artifact = Pattern.compile("<version>([^<]+)</version>\\s*</parent>\\s*<artifactId>([^<]+)<")
			.matcher(pom);
		assertThat(artifact.find()).isTrue();
		assertThat(strings(map(services.get("app")).get("volumes")))
			.containsExactly("../target/" + artifact.group(2) + "-" + artifact.group(1) + ".jar:/app.jar:ro");
	}

	@Test
	void servicesFindEachOther() throws IOException {
		Map<String, Object> services = map(yaml("compose.yaml").get("services"));
		Map<String, Object> prometheus = yaml("prometheus/prometheus.yml");
		Map<String, Object> scrape = maps(prometheus.get("scrape_configs")).get(0);
		assertThat(scrape).containsEntry("metrics_path", "/actuator/prometheus")
			.containsEntry("job_name", "together-sample-app");
		assertThat(strings(maps(scrape.get("static_configs")).get(0).get("targets"))).containsExactly("app:8080");
		for (String rules : strings(prometheus.get("rule_files"))) {
			assertThat(strings(map(services.get("prometheus")).get("volumes")))
				.contains("./prometheus/" + rules + ":/etc/prometheus/" + rules + ":ro");
		}
		Map<String, Object> source = maps(yaml("grafana/provisioning/datasources/prometheus.yaml").get("datasources"))
			.get(0);
		assertThat(source).containsEntry("type", "prometheus").containsEntry("url", "http://prometheus:9090");
		Map<String, Object> provider = maps(yaml("grafana/provisioning/dashboards/dashboards.yaml").get("providers"))
			.get(0);
		String dashboards = (String) map(provider.get("options")).get("path");
		assertThat(strings(map(services.get("grafana")).get("volumes"))).contains(
				"./grafana/dashboards:" + dashboards + ":ro", "./grafana/provisioning:/etc/grafana/provisioning:ro");
		assertThat(map(map(services.get("grafana")).get("environment")))
			.containsEntry("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", dashboards + "/completions.json");
	}

	private void assertThatIsExported(PrometheusQuery query) {
		assertThat(query.selectors()).isNotEmpty();
		for (Selector selector : query.selectors()) {
			assertThat(this.exported.keySet()).contains(selector.metric());
			for (LabelMatcher matcher : selector.matchers()) {
				assertThatHasLabel(selector.metric(), matcher.label());
				if (matcher.isExact()) {
					assertThat(this.exported.get(selector.metric())).as(selector.metric())
						.anyMatch((labels) -> matcher.value().equals(labels.get(matcher.label())));
				}
			}
		}
		assertThat(query.grouping()).allMatch((label) -> query.selectors()
			.stream()
			.anyMatch((selector) -> this.exported.get(selector.metric()).get(0).containsKey(label)));
	}

	private void assertThatHasLabel(String metric, String label) {
		assertThat(this.exported.get(metric)).as(metric).allMatch((labels) -> labels.containsKey(label));
	}

	private void addSample(MatchResult sample) {
		Map<String, String> labels = new TreeMap<>();
		if (sample.group(2) != null) {
			LABEL.matcher(sample.group(2)).results().forEach((label) -> labels.put(label.group(1), label.group(2)));
		}
		this.exported.computeIfAbsent(sample.group(1), (name) -> new ArrayList<>()).add(labels);
	}

	private static String scrape(int port) {
		return WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + port)
			.responseTimeout(Duration.ofSeconds(20))
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

	private static List<String> shownLabels(String text) {
		return SHOWN_LABEL.matcher(text).results().map((match) -> match.group(1)).toList();
	}

	private static JsonNode dashboard() throws IOException {
		return JsonMapper.shared().readTree(Files.readString(DIRECTORY.resolve("grafana/dashboards/completions.json")));
	}

	private static Map<String, Object> yaml(String file) throws IOException {
		return map(new Yaml().load(Files.readString(DIRECTORY.resolve(file))));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> maps(Object value) {
		return (List<Map<String, Object>>) value;
	}

	@SuppressWarnings("unchecked")
	private static List<String> strings(Object value) {
		return (List<String>) value;
	}

}
