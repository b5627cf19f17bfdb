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

package io.github.togetherspring.benchmarks.pacing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Charts of runs, one below the other, as an SVG image for light and dark pages.
 */
final class Charts {

	private static final int WIDTH = 760;

	private static final int HEIGHT = 220;

	private static final int LEFT = 44;

	private static final int TOP = 46;

	private static final int PLOT_WIDTH = WIDTH - LEFT - 12;

	private static final int PLOT_HEIGHT = HEIGHT - TOP - 30;

	private static final int LEVELS = 4;

	private static final int TIMES = 3;

	private static final String STYLE = """
			text { font: 12px sans-serif; fill: #424a53 }
			.title { font-weight: bold; fill: #1f2328 }
			.grid { stroke: #d1d9e0 }
			.line { fill: none; stroke-width: 1.6; stroke-linejoin: round }
			.limit { stroke: #59636e; stroke-dasharray: 5 3 }
			.served { stroke: #0969da }
			.refused { stroke: #cf222e }
			@media (prefers-color-scheme: dark) {
			  text { fill: #b7bdc8 }
			  .title { fill: #f0f6fc }
			  .grid { stroke: #3d444d }
			  .limit { stroke: #9198a1 }
			  .served { stroke: #4493f8 }
			  .refused { stroke: #f85149 }
			}
			""";

	private Charts() {
	}

	static String svg(Map<String, Series> runs) {
		List<Map.Entry<String, Series>> entries = List.copyOf(runs.entrySet());
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">
				<title>Rates of requests over time, against the limit of the service</title>
				<style>
				%s</style>
				%s</svg>
				""".formatted(WIDTH, HEIGHT * entries.size(), STYLE, IntStream.range(0, entries.size())
			.mapToObj((index) -> chart(entries.get(index).getKey(), entries.get(index).getValue(), HEIGHT * index))
			.collect(Collectors.joining()));
	}

	private static String chart(String name, Series series, int y) {
		double most = niceMaximum(IntStream.range(0, series.length())
			.mapToDouble(
					(index) -> Math.max(series.limit(index), Math.max(series.served(index), series.refused(index))))
			.max()
			.orElseThrow());
		double minutes = series.seconds(series.length()) / 60;
		StringBuilder svg = new StringBuilder("<g transform=\"translate(0 %d)\">\n".formatted(y));
		svg.append(text(LEFT, 16, "title", "start", name));
		svg.append(text(LEFT, TOP - 6, "", "start", "requests per second"));
		svg.append(legend());
		for (int i = 0; i <= LEVELS; i++) {
			double y0 = TOP + PLOT_HEIGHT * (1 - (double) i / LEVELS);
			svg.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>%n".formatted(LEFT,
					LEFT + PLOT_WIDTH, number(y0), number(y0)));
			svg.append(text(LEFT - 6, y0 + 4, "", "end", number(most * i / LEVELS)));
		}
		for (int i = 0; i <= TIMES; i++) {
			boolean isLast = i == TIMES;
			svg.append(text(LEFT + (double) PLOT_WIDTH * i / TIMES, TOP + PLOT_HEIGHT + 18, "",
					isLast ? "end" : "middle", number(minutes * i / TIMES) + (isLast ? " min" : "")));
		}
		svg.append(line("refused", series, series::refused, most));
		svg.append(line("limit", series, series::limit, most));
		svg.append(line("served", series, series::served, most));
		return svg.append("</g>\n").toString();
	}

	private static String legend() {
		StringBuilder svg = new StringBuilder();
		int x = WIDTH - 12 - 3 * 90;
		for (String name : List.of("limit", "served", "refused")) {
			svg.append(
					"<line class=\"line %s\" x1=\"%d\" x2=\"%d\" y1=\"12\" y2=\"12\"/>%n".formatted(name, x, x + 24));
			svg.append(text(x + 30, 16, "", "start", name));
			x += 90;
		}
		return svg.toString();
	}

	private static String line(String type, Series series, IntToDoubleFunction value, double most) {
		String points = IntStream.range(0, series.length())
			.mapToObj((index) -> number(LEFT + PLOT_WIDTH * (index + 0.5) / series.length()) + ","
					+ number(TOP + PLOT_HEIGHT * (1 - value.applyAsDouble(index) / most)))
			.collect(Collectors.joining(" "));
		return "<polyline class=\"line %s\" points=\"%s\"/>%n".formatted(type, points);
	}

	private static String text(double x, double y, String type, String anchor, String text) {
		return "<text x=\"%s\" y=\"%s\" class=\"%s\" text-anchor=\"%s\">%s</text>%n".formatted(number(x), number(y),
				type, anchor, text);
	}

	private static double niceMaximum(double most) {
		double unit = Math.pow(10, Math.floor(Math.log10(most)));
		for (double factor : new double[] { 1, 2, 4, 6, 8 }) {
			if (most <= factor * unit) {
				return factor * unit;
			}
		}
		return 10 * unit;
	}

	private static String number(double value) {
		String text = String.format(Locale.ROOT, "%.1f", value);
		return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
	}

}
