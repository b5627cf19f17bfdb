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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Small language model, trained on a few pages about foxes in a forest, renewable energy
 * and prime numbers. Immutable. Generates the same texts in every JVM.
 */
public final class LanguageModel {

	private static final String TEXTS = "texts.txt";

	private static final String SEPARATOR = "\n=====\n";

	/** Log probability of a token outside the vocabulary. */
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
	 * Train the model on its texts, within some milliseconds.
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
	 * Return the tokens of a text.
	 * @param text any text
	 * @return the ids of the tokens
	 */
	public List<Integer> encode(String text) {
		return this.tokenizer.encode(text);
	}

	/**
	 * Return the text of a token.
	 * @param id the id of the token
	 * @return the text, which is empty for the end of a text
	 */
	public String text(int id) {
		return this.vocabulary.text(id);
	}

	/**
	 * Return whether there is a token with the given id.
	 * @param id the id
	 * @return {@code true} if there is such a token
	 */
	public boolean knows(int id) {
		return this.vocabulary.knows(id);
	}

	/**
	 * Generate a text. Each token is generated when it is requested.
	 * @param prompt the tokens of the prompt
	 * @param options the sampling options
	 * @param seed the seed; an equal seed generates an equal text
	 * @param best the number of most likely tokens to return with each token
	 * @return the tokens, until the model ends the text
	 */
	public Iterator<ScoredToken> generate(List<Integer> prompt, SamplingOptions options, long seed, int best) {
		return new Generation(this, prompt, options, seed, best);
	}

	/**
	 * Return the log probability of each token of a text, given the tokens before it.
	 * @param tokens the ids of the tokens
	 * @return the log probabilities, of which the first is {@code null}
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

	int vocabularySize() {
		return this.vocabulary.size();
	}

	double[] logProbabilities(List<Integer> before) {
		return this.ngrams.logProbabilities(before);
	}

	ScoredToken scored(int id, Distribution distribution, int best) {
		List<ScoredToken> others = (best == 0) ? List.of()
				: distribution.best(best, 1).stream().map((other) -> scored(other, distribution, 0)).toList();
		return new ScoredToken(id, text(id), distribution.logProbability(id), others);
	}

}
