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

package io.github.togetherspring.completions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a text with their log probabilities (natural logarithm).
 * <p>
 * Servers send at least seven formats, which differ per model and per year: parallel
 * lists with or without {@code top_logprobs}; {@code top_logprobs} as a list of objects,
 * as a list of lists of {@code {token, logprob}}, or as one object; the chat style
 * {@code content} list; a bare number per chunk. The accessors are the same for all of
 * them. The lists are parallel, but each may be empty or shorter if a server omits
 * values.
 */
public final class Logprobs {

	private final Object json;

	private final List<@Nullable String> tokens;

	private final List<@Nullable Double> tokenLogprobs;

	private final List<Map<String, Double>> topLogprobs;

	private final List<@Nullable Long> tokenIds;

	private final List<@Nullable Integer> textOffset;

	private Logprobs(Object json) {
		this.json = json;
		JsonObject object = (json instanceof JsonObject jsonObject) ? jsonObject : JsonObject.builder().build();
		List<JsonObject> content = object.objects("content", Function.identity());
		if (!(json instanceof JsonObject)) {
			this.tokens = Collections.emptyList();
			this.tokenLogprobs = each(List.of(json), JsonObject::number);
			this.topLogprobs = Collections.emptyList();
		}
		else if (!content.isEmpty()) {
			this.tokens = each(content, (item) -> item.string("token"));
			this.tokenLogprobs = each(content, (item) -> item.number("logprob"));
			this.topLogprobs = each(content, (item) -> alternatives(item.get("top_logprobs")));
		}
		else {
			this.tokens = each(object.list("tokens"), (item) -> (item instanceof String token) ? token : null);
			this.tokenLogprobs = each(object.list("token_logprobs"), JsonObject::number);
			Object top = object.get("top_logprobs");
			this.topLogprobs = (top instanceof JsonObject) ? List.of(alternatives(top))
					: each(JsonObject.list(top), Logprobs::alternatives);
		}
		this.tokenIds = each(object.list("token_ids"),
				(item) -> (item instanceof Number number) ? Long.valueOf(number.longValue()) : null);
		this.textOffset = each(object.list("text_offset"),
				(item) -> (item instanceof Number number) ? Integer.valueOf(number.intValue()) : null);
	}

	/**
	 * Create log probabilities from their JSON form.
	 * @param json a JSON object, or a number
	 * @return the log probabilities
	 * @throws IllegalArgumentException if the value is neither
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static Logprobs of(Object json) {
		Logprobs logprobs = ofNullable(JsonObject.builder().put("logprobs", json).build().get("logprobs"));
		if (logprobs == null) {
			throw new IllegalArgumentException("Log probabilities are a JSON object or a number");
		}
		return logprobs;
	}

	static @Nullable Logprobs ofNullable(@Nullable Object json) {
		return (json instanceof JsonObject || (json != null && JsonObject.number(json) != null)) ? new Logprobs(json)
				: null;
	}

	private static <T extends @Nullable Object, R extends @Nullable Object> List<R> each(List<T> items,
			Function<T, R> function) {
		if (items.isEmpty()) {
			return Collections.emptyList();
		}
		List<R> results = new ArrayList<>(items.size());
		for (T item : items) {
			results.add(function.apply(item));
		}
		return Collections.unmodifiableList(results);
	}

	private static Map<String, Double> alternatives(@Nullable Object json) {
		Map<String, Double> alternatives = new LinkedHashMap<>();
		if (json instanceof JsonObject object) {
			object.forEach((token, logprob) -> put(alternatives, token, JsonObject.number(logprob)));
		}
		for (Object item : JsonObject.list(json)) {
			if (item instanceof JsonObject object) {
				put(alternatives, object.string("token"), object.number("logprob"));
			}
		}
		return Collections.unmodifiableMap(alternatives);
	}

	// Different tokens may have one spelling; the most likely one comes first and is
	// used.
	private static void put(Map<String, Double> alternatives, @Nullable String token, @Nullable Double logprob) {
		if (token != null && logprob != null) {
			alternatives.putIfAbsent(token, logprob);
		}
	}

	/**
	 * Return the tokens of the text.
	 * @return the tokens, {@code null} for one that the server omitted
	 */
	public List<@Nullable String> tokens() {
		return this.tokens;
	}

	/**
	 * Return the log probability of each token. A server may send
	 * {@link Double#NEGATIVE_INFINITY} or {@link Double#NaN}. JSON has no such numbers,
	 * so that {@link #json()} contains them as strings.
	 * @return the log probabilities; {@code null} for a token without one, such as the
	 * first token of a prompt
	 */
	public List<@Nullable Double> tokenLogprobs() {
		return this.tokenLogprobs;
	}

	/**
	 * Return the most likely tokens at each position with their log probabilities. Of two
	 * tokens with the same text, only the first is returned; {@link #json()} has both.
	 * @return the alternatives per token, in the server's order; empty if they were not
	 * requested
	 */
	public List<Map<String, Double>> topLogprobs() {
		return this.topLogprobs;
	}

	/**
	 * Return the id of each token in the vocabulary of the model.
	 * @return the token ids, {@code null} for one that the server omitted
	 */
	public List<@Nullable Long> tokenIds() {
		return this.tokenIds;
	}

	/**
	 * Return where each token starts in the text, in characters. Together AI does not
	 * send this; some compatible servers do.
	 * @return the offsets, empty if there are none
	 */
	public List<@Nullable Integer> textOffset() {
		return this.textOffset;
	}

	/**
	 * Return what the server sent.
	 * @return a {@link Map}, or a number, possibly written as a string
	 */
	@JsonValue
	public Object json() {
		return this.json;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Logprobs logprobs && this.json.equals(logprobs.json));
	}

	@Override
	public int hashCode() {
		return this.json.hashCode();
	}

	@Override
	public String toString() {
		return "Logprobs[" + this.tokenLogprobs.size() + " tokens]";
	}

}
