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

package io.github.togetherspring.internal.simulator.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link LanguageModel}.
 */
class LanguageModelTests {

	private static final SamplingOptions GREEDY = options(0.0, Map.of());

	private final LanguageModel model = LanguageModel.load();

	@ParameterizedTest
	@ValueSource(strings = { "Once upon a time", "never seen zebra 猫", "", "def fibonacci(n):" })
	void probabilitiesAddUpToOne(String prompt) {
		List<Integer> before = new ArrayList<>(List.of(Vocabulary.END));
		before.addAll(this.model.encode(prompt));
		double sum = IntStream.range(0, this.model.vocabularySize())
			.mapToDouble((id) -> Math.exp(this.model.logProbabilities(before)[id]))
			.sum();
		assertThat(sum).isCloseTo(1, within(1e-9));
	}

	@Test
	void sameSeedGivesTheSameAnswer() {
		assertThat(text("Once upon a time", SamplingOptions.DEFAULT, 7))
			.isEqualTo(text("Once upon a time", SamplingOptions.DEFAULT, 7))
			.isNotEqualTo(text("Once upon a time", SamplingOptions.DEFAULT, 8));
	}

	@Test
	void greedyAnswerDoesNotDependOnTheSeed() {
		assertThat(text("The wind", GREEDY, 1)).isEqualTo(text("The wind", GREEDY, 2)).isNotEmpty();
	}

	@Test
	void topKOfOneIsGreedy() {
		SamplingOptions topOne = new SamplingOptions(1.0, 1, null, null, null, null, null, Map.of());
		assertThat(text("The wind", topOne, 3)).isEqualTo(text("The wind", GREEDY, 1));
	}

	@Test
	void tinyTopPIsGreedy() {
		SamplingOptions topP = new SamplingOptions(1.0, null, 1e-6, null, null, null, null, Map.of());
		assertThat(text("The wind", topP, 3)).isEqualTo(text("The wind", GREEDY, 1));
	}

	@Test
	void minPOfOneIsGreedyWhereNothingTies() {
		SamplingOptions minP = new SamplingOptions(1.0, null, null, 1.0, null, null, null, Map.of());
		ScoredToken first = draw("Once upon a", minP, 3, 0);
		assertThat(first.text()).isEqualTo(" time");
		assertThat(first.logProbability()).isZero();
	}

	@Test
	void highTemperatureEvensOut() {
		assertThat(logProbabilityOfBest(2.0)).isLessThan(logProbabilityOfBest(1.0))
			.isLessThan(logProbabilityOfBest(0.5));
	}

	@Test
	void bestTokensComeInOrderAndFromTheSameDistribution() {
		ScoredToken token = draw("The", options(1.0, Map.of()), 5, 20);
		assertThat(token.best()).hasSize(20);
		assertThat(token.best()).isSortedAccordingTo((a, b) -> Double.compare(b.logProbability(), a.logProbability()));
		assertThat(token.best().stream().mapToDouble((best) -> Math.exp(best.logProbability())).sum()).isLessThan(1.0);
	}

	@Test
	void biasOfMinusHundredRemovesAToken() {
		ScoredToken first = draw("Once upon a", GREEDY, 1, 0);
		SamplingOptions without = options(1.0, Map.of(first.id(), -100.0));
		IntStream.range(0, 2000)
			.mapToObj((seed) -> draw("Once upon a", without, seed, 0))
			.forEach((token) -> assertThat(token.id()).isNotEqualTo(first.id()));
	}

	@Test
	void biasOfHundredForcesAToken() {
		int fox = this.model.encode(" fox").get(0);
		ScoredToken token = draw("Once upon a", options(1.0, Map.of(fox, 100.0)), 1, 0);
		assertThat(token.text()).isEqualTo(" fox");
		assertThat(token.logProbability()).isCloseTo(0, within(1e-9));
	}

	@Test
	void everythingRemovedEndsTheText() {
		Map<Integer, Double> all = new HashMap<>();
		IntStream.range(0, this.model.vocabularySize()).forEach((id) -> all.put(id, -100.0));
		assertThat(this.model.generate(prompt("Once"), options(1.0, all), 1, 0)).isExhausted();
	}

	@Test
	void penaltiesLowerWhatWasUsed() {
		Map<String, SamplingOptions> penalties = Map.of("repetition",
				new SamplingOptions(1.0, null, null, null, 1.5, null, null, Map.of()), "presence",
				new SamplingOptions(1.0, null, null, null, null, 2.0, null, Map.of()), "frequency",
				new SamplingOptions(1.0, null, null, null, null, null, 2.0, Map.of()));
		penalties.forEach((name, options) -> assertThat(distinctShare(options)).as(name)
			.isGreaterThan(distinctShare(options(1.0, Map.of()))));
	}

	@Test
	void negativeFrequencyPenaltyRepeatsMore() {
		SamplingOptions repeat = new SamplingOptions(1.0, null, null, null, null, null, -2.0, Map.of());
		assertThat(distinctShare(repeat)).isLessThan(distinctShare(options(1.0, Map.of())));
	}

	@Test
	void answersEndByThemselves() {
		for (String prompt : List.of("Once upon a time", "def fibonacci(n):", "Hello", "猫", "")) {
			assertThat(tokens(prompt, SamplingOptions.DEFAULT, 11, 512)).as(prompt).hasSizeLessThan(512);
			assertThat(tokens(prompt, GREEDY, 11, 512)).as(prompt).hasSizeLessThan(512);
		}
	}

	@Test
	void drawnFrequenciesFollowTheReportedProbabilities() {
		for (SamplingOptions options : List.of(options(1.0, Map.of()), options(0.7, Map.of()),
				new SamplingOptions(1.5, 40, 0.9, 0.01, 1.2, null, null, Map.of(19, 1.5)))) {
			assertThat(chiSquaredPerDegreeOfFreedom("q the", options)).isLessThan(1.6);
		}
	}

	private double chiSquaredPerDegreeOfFreedom(String prompt, SamplingOptions options) {
		int draws = 10_000;
		SplittableRandom seeds = new SplittableRandom(42);
		Map<Integer, Integer> observed = new HashMap<>();
		Map<Integer, Double> expected = new HashMap<>();
		for (int draw = 0; draw < draws; draw++) {
			ScoredToken token = draw(prompt, options, seeds.nextLong(), 0);
			observed.merge(token.id(), 1, Integer::sum);
			expected.put(token.id(), draws * Math.exp(token.logProbability()));
		}
		double chiSquared = 0;
		int classes = 0;
		double restExpected = draws;
		int restObserved = draws;
		for (Map.Entry<Integer, Double> entry : expected.entrySet()) {
			if (entry.getValue() >= 5) {
				int count = observed.get(entry.getKey());
				chiSquared += Math.pow(count - entry.getValue(), 2) / entry.getValue();
				classes++;
				restExpected -= entry.getValue();
				restObserved -= count;
			}
		}
		if (restExpected >= 5) {
			chiSquared += Math.pow(restObserved - restExpected, 2) / restExpected;
			classes++;
		}
		assertThat(classes).isGreaterThan(5);
		return chiSquared / (classes - 1);
	}

	private double distinctShare(SamplingOptions options) {
		return IntStream.range(0, 20).mapToDouble((seed) -> {
			List<ScoredToken> tokens = tokens("The", options, seed, 100);
			return (double) tokens.stream().map(ScoredToken::id).distinct().count() / tokens.size();
		}).average().orElseThrow();
	}

	private double logProbabilityOfBest(double temperature) {
		return draw("The", options(temperature, Map.of()), 1, 1).best().get(0).logProbability();
	}

	private static SamplingOptions options(double temperature, Map<Integer, Double> bias) {
		return new SamplingOptions(temperature, null, null, null, null, null, null, bias);
	}

	private List<Integer> prompt(String text) {
		return this.model.encode(text);
	}

	private ScoredToken draw(String prompt, SamplingOptions options, long seed, int best) {
		return new Generation(this.model, prompt(prompt), options, seed, best).draw();
	}

	private String text(String prompt, SamplingOptions options, long seed) {
		StringBuilder text = new StringBuilder();
		tokens(prompt, options, seed, 60).forEach((token) -> text.append(token.text()));
		return text.toString();
	}

	private List<ScoredToken> tokens(String prompt, SamplingOptions options, long seed, int max) {
		Iterator<ScoredToken> generation = this.model.generate(prompt(prompt), options, seed, 0);
		List<ScoredToken> tokens = new ArrayList<>();
		while (tokens.size() < max && generation.hasNext()) {
			tokens.add(generation.next());
		}
		return tokens;
	}

}
