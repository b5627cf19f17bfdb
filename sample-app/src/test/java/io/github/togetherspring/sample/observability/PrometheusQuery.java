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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names in a PromQL query.
 *
 * @param selectors the metrics with what is asked of their labels
 * @param grouping the labels by which is grouped or joined
 */
record PrometheusQuery(List<Selector> selectors, Set<String> grouping) {

	private static final Pattern GROUPING = Pattern
		.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

	private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");

	private static final Pattern NAME = Pattern
		.compile("(?<![\\w\"$])([a-zA-Z_:][\\w:]*)(?:\\s*\\{([^}]*)}|(\\s*\\())?");

	private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

	private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "group_left", "sum", "min",
			"max");

	static PrometheusQuery of(String query) {
		Set<String> grouping = GROUPING.matcher(query)
			.results()
			.flatMap((match) -> Pattern.compile("\\w+").matcher(match.group(1)).results())
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
		String rest = RANGE.matcher(GROUPING.matcher(query).replaceAll("")).replaceAll("");
		List<Selector> selectors = new ArrayList<>();
		Matcher name = NAME.matcher(rest);
		while (name.find()) {
			if (name.group(3) == null && !KEYWORDS.contains(name.group(1))) {
				selectors.add(Selector.of(name.group(1), (name.group(2) != null) ? name.group(2) : ""));
			}
		}
		return new PrometheusQuery(selectors, grouping);
	}

	/**
	 * A metric.
	 */
	record Selector(String metric, List<LabelMatcher> matchers) {

		private static Selector of(String metric, String matchers) {
			return new Selector(metric,
					MATCHER.matcher(matchers)
						.results()
						.map((match) -> new LabelMatcher(match.group(1), match.group(2), match.group(3)))
						.toList());
		}

	}

	/**
	 * What a label must be.
	 */
	record LabelMatcher(String label, String operator, String value) {

		boolean isExact() {
			return this.operator.equals("=") && !this.value.startsWith("$");
		}

	}

}
