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

package io.github.togetherspring.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.togetherspring.benchmarks.client.ContenderKind;

/**
 * What clients measured, round by round.
 */
class Measurements {

	private final Map<ContenderKind, Map<String, List<Map<String, Double>>>> rounds = new TreeMap<>();

	// The last one of each.
	private final Map<ContenderKind, Map<String, String>> failures = new TreeMap<>();

	void add(ContenderKind client, String task, Map<String, Double> figures) {
		this.rounds.computeIfAbsent(client, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(task, (key) -> new ArrayList<>())
			.add(figures);
	}

	void addFailure(ContenderKind client, String task, String message) {
		this.failures.computeIfAbsent(client, (key) -> new LinkedHashMap<>()).put(task, message);
	}

	String failure(ContenderKind client, String task) {
		return this.failures.getOrDefault(client, Map.of()).get(task);
	}

	// Of all rounds; NaN if there is none.
	double median(ContenderKind client, String task, String figure) {
		return median(values(client, task, figure));
	}

	// The median of the ratios of the rounds: what two clients used shortly after each
	// other on the same machine in the same mood.
	double ratio(ContenderKind client, ContenderKind other, String task, String figure) {
		return ratio(client, task, other, task, figure);
	}

	double ratio(ContenderKind client, String task, ContenderKind other, String otherTask, String figure) {
		List<Double> values = values(client, task, figure);
		List<Double> others = values(other, otherTask, figure);
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < Math.min(values.size(), others.size()); i++) {
			ratios.add(values.get(i) / others.get(i));
		}
		return median(ratios);
	}

	// The same of what both used beyond a third.
	double ratioAbove(ContenderKind floor, ContenderKind client, ContenderKind other, String task, String figure) {
		List<Double> floors = values(floor, task, figure);
		List<Double> values = values(client, task, figure);
		List<Double> others = values(other, task, figure);
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < Math.min(floors.size(), Math.min(values.size(), others.size())); i++) {
			ratios.add((values.get(i) - floors.get(i)) / (others.get(i) - floors.get(i)));
		}
		return median(ratios);
	}

	List<String> failures() {
		List<String> lines = new ArrayList<>();
		this.failures.forEach((client, tasks) -> tasks
			.forEach((task, message) -> lines.add(client.title() + ", " + task + ": " + message)));
		return lines;
	}

	int rounds(ContenderKind client, String task) {
		return values(client, task, "").size();
	}

	private List<Double> values(ContenderKind client, String task, String figure) {
		return this.rounds.getOrDefault(client, Map.of())
			.getOrDefault(task, List.of())
			.stream()
			.map((figures) -> figures.getOrDefault(figure, Double.NaN))
			.toList();
	}

	static double median(Collection<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		if (sorted.length == 0) {
			return Double.NaN;
		}
		return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1).average().orElseThrow();
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		this.rounds.forEach((client, tasks) -> json.put(client.name(), tasks));
		if (!this.failures.isEmpty()) {
			json.put("failures", this.failures);
		}
		return json;
	}

}
