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

package io.github.togetherspring.simulator.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A language model that has read a few pages: enough to tell of foxes in a forest, of
 * renewable energy and of prime numbers. Immutable, and the same in every JVM.
 */
public final class LanguageModel {

	private static final String TEXTS = "texts.txt";

	private static final String SEPARATOR = "\n=====\n";

	/** What the model gives to a token that it never saw. */
	private static final double UNKNOWN = -18;

	private final Vocabulary vocabulary;

	private final Tokenizer tokenizer;

	private final NgramModel ngrams;

	private LanguageModel(List<String> texts) {
		this.vocabulary = new Vocabulary(texts.stream().map(Pieces::of).flatMap(List::stream).toList());
		this.tokenizer = new Tokenizer(this.vocabulary);
		this.ngrams = new NgramModel(this.vocabulary.size(), texts.stream().map(this.tokenizer::encode).toList());
	}

	/**
	 * Train the model on its texts, which takes some milliseconds.
	 * @return the model
	 */
	public static LanguageModel load() {
		return new LanguageModel(Arrays.asList(read().strip().split(SEPARATOR)));
	}

	private static String read() {
		try (InputStream texts = Objects.requireNonNull(LanguageModel.class.getResourceAsStream(TEXTS), TEXTS)) {
			return new String(texts.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read " + TEXTS, ex);
		}
	}

	/**
	 * Return the tokenizer of this model.
	 * @return the tokenizer
	 */
	public Tokenizer tokenizer() {
		return this.tokenizer;
	}

	/**
	 * Begin an answer.
	 * @param prompt the tokens to continue
	 * @param options how tokens are chosen
	 * @param seed what the drawing starts from; the same seed gives the same answer
	 * @return the answer in the making
	 */
	public Generation generate(List<Integer> prompt, SamplingOptions options, long seed) {
		return new Generation(this, prompt, options, seed);
	}

	/**
	 * Return how likely the model finds each token of a text after the ones before it.
	 * @param tokens the tokens of the text
	 * @return the logarithms of the probabilities; the first is {@code null}, because
	 * nothing comes before it
	 */
	public List<@Nullable Double> score(List<Integer> tokens) {
		List<@Nullable Double> scores = new ArrayList<>();
		for (int position = 0; position < tokens.size(); position++) {
			int id = tokens.get(position);
			if (position == 0) {
				scores.add(null);
			}
			else {
				scores.add((id < this.vocabulary.size()) ? logProbabilities(tokens.subList(0, position))[id] : UNKNOWN);
			}
		}
		return scores;
	}

	double[] logProbabilities(List<Integer> before) {
		return this.ngrams.logProbabilities(before);
	}

	String text(int id) {
		return this.vocabulary.text(id);
	}

	ScoredToken scored(int id, Distribution distribution, int best) {
		List<ScoredToken> others = (best == 0) ? List.of()
				: distribution.best(best, 1).stream().map((other) -> scored(other, distribution, 0)).toList();
		return new ScoredToken(id, text(id), distribution.logProbability(id), others);
	}

}
