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
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The figures of one task, by contender and round, and their table. The median of the
 * ratios of all rounds compares what two clients used shortly after each other.
 */
class Results {

	static final String CPU = "CPU µs";

	static final String BYTES = "bytes";

	private final Map<Contender, List<Map<String, Double>>> rounds = new EnumMap<>(Contender.class);

	private final Task task;

	Results(Task task) {
		this.task = task;
	}

	/**
	 * Add the figures of a round.
	 * @param contender the client
	 * @param figures its figures, or none if it has failed
	 */
	void add(Contender contender, Map<String, Double> figures) {
		this.rounds.computeIfAbsent(contender, (key) -> new ArrayList<>()).add(figures);
	}

	String table() {
		List<String> header = new ArrayList<>(List.of("client", "rounds"));
		Set<String> others = new LinkedHashSet<>();
		this.rounds.values().forEach((rounds) -> rounds.forEach((figures) -> others.addAll(figures.keySet())));
		others.removeAll(List.of(CPU, BYTES));
		boolean before = this.rounds.keySet().stream().anyMatch(Contender::isBefore);
		for (String figure : List.of(CPU, BYTES)) {
			header.addAll(List.of(figure + " per " + this.task.unit(), "relative to by hand", "above the floor"));
			if (before) {
				header.add("to before");
			}
		}
		header.addAll(others);
		StringBuilder table = new StringBuilder(row(header)).append(row(header.stream().map((name) -> "---").toList()));
		this.rounds.forEach((contender, rounds) -> {
			List<String> cells = new ArrayList<>(List.of(contender.title(),
					String.valueOf(rounds.stream().filter((figures) -> !figures.isEmpty()).count())));
			for (String figure : List.of(CPU, BYTES)) {
				Contender byHand = this.rounds.containsKey(contender.byHand()) ? contender.byHand() : Contender.BY_HAND;
				cells.add(format(median(values(contender, figure))));
				cells.add(format(ratio(contender, byHand, null, figure)));
				cells.add((contender != Contender.FLOOR) ? format(ratio(contender, byHand, Contender.FLOOR, figure))
						: "");
				if (before) {
					cells.add((contender.before() != contender)
							? format(ratio(contender, contender.before(), null, figure)) : "");
				}
			}
			others.forEach((figure) -> cells.add(format(median(values(contender, figure)))));
			table.append(row(cells));
		});
		return table.toString();
	}

	private double ratio(Contender contender, Contender other, Contender floor, String figure) {
		List<Double> values = values(contender, figure);
		List<Double> others = values(other, figure);
		List<Double> floors = (floor != null) ? values(floor, figure) : values.stream().map((value) -> 0.0).toList();
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < Math.min(values.size(), Math.min(others.size(), floors.size())); i++) {
			ratios.add((values.get(i) - floors.get(i)) / (others.get(i) - floors.get(i)));
		}
		return median(ratios);
	}

	private List<Double> values(Contender contender, String figure) {
		return this.rounds.getOrDefault(contender, List.of())
			.stream()
			.map((figures) -> figures.getOrDefault(figure, Double.NaN))
			.toList();
	}

	static double median(Collection<Double> values) {
		double[] sorted = values.stream()
			.mapToDouble(Double::doubleValue)
			.filter((value) -> !Double.isNaN(value))
			.sorted()
			.toArray();
		if (sorted.length == 0) {
			return Double.NaN;
		}
		return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1).average().orElseThrow();
	}

	static String format(double value) {
		if (Double.isNaN(value)) {
			return "";
		}
		return String.format(Locale.ROOT,
				(Math.abs(value) >= 100) ? "%,.0f" : (Math.abs(value) >= 10) ? "%.1f" : "%.2f", value);
	}

	static String row(List<String> cells) {
		return "| " + String.join(" | ", cells) + " |\n";
	}

}
