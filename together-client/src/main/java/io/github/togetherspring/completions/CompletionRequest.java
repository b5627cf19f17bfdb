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

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A request for text completions. Immutable; made by {@link #builder()}.
 * <p>
 * A parameter that is not set is not sent: the client's defaults fill it, or else the
 * service does. A value that can never be right is refused at once with an
 * {@link InvalidCompletionRequestException}; upper limits are left to the service.
 */
public final class CompletionRequest extends JsonView {

	private static final String STREAM = "stream";

	private final Set<String> omitted;

	private CompletionRequest(JsonObject json, Set<String> omitted) {
		super(json);
		this.omitted = Set.copyOf(omitted);
	}

	/**
	 * Returns a builder of requests.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Reads a request from its JSON form, as an HTTP API receives it, by the rules of
	 * {@link Builder#additionalField}. The field {@code stream} is passed over: the
	 * method that the request is given to decides about it. What {@link #json()} returns
	 * gives the same request again, except for what was {@linkplain Builder#omit
	 * omitted}.
	 * @param json the JSON object
	 * @return the request
	 * @throws InvalidCompletionRequestException if a parameter has a value of a wrong
	 * type or one that can never be right
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionRequest of(Map<String, ?> json) {
		Builder builder = builder();
		JsonObject.of(json).forEach((name, value) -> {
			if (!STREAM.equals(name)) {
				builder.additionalField(name, value);
			}
		});
		return builder.build();
	}

	/**
	 * Returns the model.
	 * @return the model, or {@code null} if not set
	 */
	public @Nullable String model() {
		return fields().string(Parameter.MODEL.wireName());
	}

	/**
	 * Returns the prompt, where it is a single text.
	 * @return the prompt, or {@code null} if not set or set in another form
	 */
	public @Nullable String prompt() {
		return fields().string(Parameter.PROMPT.wireName());
	}

	/**
	 * Returns the prompts, where they are texts; a single one is a list of one.
	 * @return the prompts, or {@code null} if not set or set in another form
	 */
	public @Nullable List<String> prompts() {
		String prompt = prompt();
		return (prompt != null) ? List.of(prompt) : listOf(String.class, fields().get(Parameter.PROMPT.wireName()));
	}

	/**
	 * Returns the prompt, where it is given by its token ids.
	 * @return the token ids, or {@code null} if not set or set in another form
	 */
	public @Nullable List<Integer> promptTokens() {
		return listOf(Integer.class, fields().get(Parameter.PROMPT.wireName()));
	}

	/**
	 * Returns the prompts, where they are given by their token ids; a single one is a
	 * list of one.
	 * @return the token ids of each prompt, or {@code null} if not set or set in another
	 * form
	 */
	public @Nullable List<List<Integer>> promptTokenLists() {
		List<Integer> tokens = promptTokens();
		if (tokens != null) {
			return List.of(tokens);
		}
		List<List<Integer>> prompts = new ArrayList<>();
		for (Object prompt : fields().list(Parameter.PROMPT.wireName())) {
			List<Integer> each = listOf(Integer.class, prompt);
			if (each == null) {
				return null;
			}
			prompts.add(each);
		}
		return prompts.isEmpty() ? null : List.copyOf(prompts);
	}

	private static <T> @Nullable List<T> listOf(Class<T> type, @Nullable Object value) {
		if (value instanceof List<?> list && list.stream().allMatch(type::isInstance)) {
			return list.stream().map(type::cast).toList();
		}
		return null;
	}

	/**
	 * Returns how many tokens may be generated per choice.
	 * @return the number of tokens, or {@code null} if not set
	 */
	public @Nullable Integer maxTokens() {
		return fields().integer(Parameter.MAX_TOKENS.wireName());
	}

	/**
	 * Returns the sampling temperature.
	 * @return the temperature, or {@code null} if not set
	 */
	public @Nullable Double temperature() {
		return fields().number(Parameter.TEMPERATURE.wireName());
	}

	/**
	 * Returns the probability mass that is sampled from.
	 * @return the probability, or {@code null} if not set
	 */
	public @Nullable Double topP() {
		return fields().number(Parameter.TOP_P.wireName());
	}

	/**
	 * Returns how many of the likeliest tokens are sampled from.
	 * @return the number of tokens, or {@code null} if not set
	 */
	public @Nullable Integer topK() {
		return fields().integer(Parameter.TOP_K.wireName());
	}

	/**
	 * Returns the least probability of a token, relative to the likeliest one.
	 * @return the probability, or {@code null} if not set
	 */
	public @Nullable Double minP() {
		return fields().number(Parameter.MIN_P.wireName());
	}

	/**
	 * Returns the penalty on tokens that came before.
	 * @return the penalty, or {@code null} if not set
	 */
	public @Nullable Double repetitionPenalty() {
		return fields().number(Parameter.REPETITION_PENALTY.wireName());
	}

	/**
	 * Returns the penalty on tokens that were generated before.
	 * @return the penalty, or {@code null} if not set
	 */
	public @Nullable Double presencePenalty() {
		return fields().number(Parameter.PRESENCE_PENALTY.wireName());
	}

	/**
	 * Returns the penalty per time that a token was generated before.
	 * @return the penalty, or {@code null} if not set
	 */
	public @Nullable Double frequencyPenalty() {
		return fields().number(Parameter.FREQUENCY_PENALTY.wireName());
	}

	/**
	 * Returns the changes to the tokens' likelihood. A {@code false}, with which
	 * llama.cpp never chooses a token, is {@link Double#NEGATIVE_INFINITY}.
	 * @return the biases by token number, or {@code null} if not set or set in another
	 * form
	 */
	public @Nullable Map<String, Double> logitBias() {
		JsonObject biases = fields().object(Parameter.LOGIT_BIAS.wireName());
		if (biases == null) {
			return null;
		}
		Map<String, Double> result = new LinkedHashMap<>();
		biases.forEach((token, bias) -> result.put(token,
				Objects.requireNonNullElse(JsonObject.number(bias), Double.NEGATIVE_INFINITY)));
		return Collections.unmodifiableMap(result);
	}

	/**
	 * Returns the texts that end the generation.
	 * @return the texts, or {@code null} if not set
	 */
	public @Nullable List<String> stop() {
		if (!fields().containsKey(Parameter.STOP.wireName())) {
			return null;
		}
		List<String> stop = new ArrayList<>();
		fields().list(Parameter.STOP.wireName()).forEach((text) -> stop.add(String.valueOf(text)));
		return List.copyOf(stop);
	}

	/**
	 * Returns how many choices to generate.
	 * @return the number of choices, or {@code null} if not set
	 */
	public @Nullable Integer n() {
		return fields().integer(Parameter.N.wireName());
	}

	/**
	 * Returns the seed for sampling.
	 * @return the seed, or {@code null} if not set
	 */
	public @Nullable BigInteger seed() {
		return fields().bigInteger(Parameter.SEED.wireName());
	}

	/**
	 * Returns how many log probabilities to return per token.
	 * @return the number of alternatives, or {@code null} if not set
	 */
	public @Nullable Integer logprobs() {
		return fields().integer(Parameter.LOGPROBS.wireName());
	}

	/**
	 * Returns whether to send the prompt back.
	 * @return whether to echo, or {@code null} if not set
	 */
	public @Nullable Boolean echo() {
		return fields().bool(Parameter.ECHO.wireName());
	}

	/**
	 * Returns the model that moderates the answer.
	 * @return the model, or {@code null} if not set
	 */
	public @Nullable String safetyModel() {
		return fields().string(Parameter.SAFETY_MODEL.wireName());
	}

	/**
	 * Returns a builder that starts from this request.
	 * @return a builder with everything set as here
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.json.putAll(fields());
		builder.omitted.addAll(this.omitted);
		return builder;
	}

	/**
	 * Returns this request with everything that it leaves open, and did not
	 * {@linkplain Builder#omit omit}, taken from another one.
	 * @param defaults a request with the values to fill in
	 * @return the request to send
	 */
	public CompletionRequest withDefaults(CompletionRequest defaults) {
		if (defaults.fields().isEmpty()) {
			return this;
		}
		JsonObject.Builder merged = JsonObject.builder().putAll(defaults.fields());
		this.omitted.forEach(merged::remove);
		return new CompletionRequest(merged.putAll(fields()).build(), this.omitted);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof CompletionRequest request
				&& this.omitted.equals(request.omitted);
	}

	@Override
	public int hashCode() {
		return 31 * super.hashCode() + this.omitted.hashCode();
	}

	/**
	 * Returns the model and the names of the other parameters, not their values: a prompt
	 * may be confidential.
	 */
	@Override
	public String toString() {
		return "CompletionRequest[model=" + model() + ", fields=" + fields().keySet() + "]";
	}

	/**
	 * Builds a {@link CompletionRequest}.
	 */
	public static final class Builder {

		private final JsonObject.Builder json = JsonObject.builder();

		private final Set<String> omitted = new LinkedHashSet<>();

		private Builder() {
		}

		/**
		 * Sets the model, such as {@code meta-llama/Meta-Llama-3.1-8B}; for a dedicated
		 * endpoint {@code project/endpoint}.
		 * @param model the model
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is blank
		 */
		public Builder model(String model) {
			return set(Parameter.MODEL, model);
		}

		/**
		 * Sets the text to complete. A prompt in any form takes the place of the one
		 * before.
		 * @param prompt the prompt
		 * @return this builder
		 */
		public Builder prompt(String prompt) {
			return set(Parameter.PROMPT, prompt);
		}

		/**
		 * Sets several texts to complete in one call. Together AI takes one; vLLM,
		 * SGLang, llama.cpp and TGI take several.
		 * <p>
		 * Each prompt gets {@code n} choices. They are numbered through: with {@code n}
		 * choices for each, choice {@code i} belongs to prompt {@code i / n}.
		 * @param prompts the prompts, at least one
		 * @return this builder
		 * @throws InvalidCompletionRequestException if there is none
		 */
		public Builder prompts(String... prompts) {
			return prompts(List.of(prompts));
		}

		/**
		 * Sets several texts to complete in one call, see {@link #prompts(String...)}.
		 * @param prompts the prompts, at least one
		 * @return this builder
		 * @throws InvalidCompletionRequestException if there is none
		 */
		public Builder prompts(List<String> prompts) {
			return set(Parameter.PROMPT, prompts);
		}

		/**
		 * Sets the tokens to complete instead of a text. Together AI takes only texts;
		 * vLLM, SGLang and llama.cpp take token ids.
		 * @param tokens the ids that the tokens have in the model, at least one
		 * @return this builder
		 * @throws InvalidCompletionRequestException if there is none
		 */
		public Builder promptTokens(List<Integer> tokens) {
			return set(Parameter.PROMPT, tokens);
		}

		/**
		 * Sets several prompts by their token ids, for the servers of
		 * {@link #promptTokens}. The choices are numbered as with
		 * {@link #prompts(String...)}.
		 * @param prompts the token ids of each prompt, at least one prompt
		 * @return this builder
		 * @throws InvalidCompletionRequestException if there is none
		 */
		public Builder promptTokenLists(List<? extends List<Integer>> prompts) {
			return set(Parameter.PROMPT, prompts);
		}

		/**
		 * Sets how many tokens may be generated per choice. The service's own default is
		 * not documented and differs per model, so it is wise to set this. The -1 by
		 * which some servers mean "no limit" is refused: there, leave it out.
		 * @param maxTokens the number of tokens, 0 or more
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is negative
		 */
		public Builder maxTokens(int maxTokens) {
			return set(Parameter.MAX_TOKENS, maxTokens);
		}

		/**
		 * Sets the sampling temperature: 0 takes the likeliest token each time, higher is
		 * more varied. The service takes 0 to 2.
		 * @param temperature the temperature, 0 or more
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is negative or not a number
		 */
		public Builder temperature(double temperature) {
			return set(Parameter.TEMPERATURE, temperature);
		}

		/**
		 * Sets nucleus sampling: only the likeliest tokens that together have this
		 * probability are sampled from.
		 * @param topP the probability, 0 to 1
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder topP(double topP) {
			return set(Parameter.TOP_P, topP);
		}

		/**
		 * Sets how many of the likeliest tokens are sampled from.
		 * @param topK the number of tokens, 1 or more; some servers take -1 or 0 for all
		 * @return this builder
		 */
		public Builder topK(int topK) {
			return set(Parameter.TOP_K, topK);
		}

		/**
		 * Sets the least probability a token must have to be sampled, relative to the
		 * likeliest one.
		 * @param minP the probability, 0 to 1
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder minP(double minP) {
			return set(Parameter.MIN_P, minP);
		}

		/**
		 * Sets the penalty on tokens that already are in the prompt or the text: above 1
		 * makes repetitions rarer.
		 * @param repetitionPenalty the penalty, 1 for none
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder repetitionPenalty(double repetitionPenalty) {
			return set(Parameter.REPETITION_PENALTY, repetitionPenalty);
		}

		/**
		 * Sets the penalty on tokens that already are in the text.
		 * @param presencePenalty the penalty, -2 to 2
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder presencePenalty(double presencePenalty) {
			return set(Parameter.PRESENCE_PENALTY, presencePenalty);
		}

		/**
		 * Sets the penalty on tokens for each time that they already are in the text.
		 * @param frequencyPenalty the penalty, -2 to 2
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder frequencyPenalty(double frequencyPenalty) {
			return set(Parameter.FREQUENCY_PENALTY, frequencyPenalty);
		}

		/**
		 * Makes tokens likelier or less likely.
		 * @param logitBias what to add to a token's logit, by the token's number in the
		 * model; -100 rules it out
		 * @return this builder
		 * @throws InvalidCompletionRequestException if a value is not a number
		 */
		public Builder logitBias(Map<String, ? extends Number> logitBias) {
			return set(Parameter.LOGIT_BIAS, logitBias);
		}

		/**
		 * Sets the texts at which the generation ends; they are not part of the answer.
		 * They replace the stop texts that the model has by itself.
		 * @param stop the texts, none of them empty
		 * @return this builder
		 * @throws InvalidCompletionRequestException if one is empty
		 */
		public Builder stop(String... stop) {
			return stop(List.of(stop));
		}

		/**
		 * Sets the texts at which the generation ends; they are not part of the answer.
		 * They replace the stop texts that the model has by itself.
		 * @param stop the texts, none of them empty
		 * @return this builder
		 * @throws InvalidCompletionRequestException if one is empty
		 */
		public Builder stop(List<String> stop) {
			return set(Parameter.STOP, stop);
		}

		/**
		 * Sets how many choices to generate.
		 * @param n the number of choices, 1 or more; the service takes up to 128
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is below 1
		 */
		public Builder n(int n) {
			return set(Parameter.N, n);
		}

		/**
		 * Sets the seed for sampling: the same request with the same seed tends to get
		 * the same answer.
		 * @param seed the seed
		 * @return this builder
		 */
		public Builder seed(long seed) {
			return set(Parameter.SEED, seed);
		}

		/**
		 * Sets the seed for sampling, for the unsigned 64-bit seeds that answers report.
		 * @param seed the seed
		 * @return this builder
		 */
		public Builder seed(BigInteger seed) {
			return set(Parameter.SEED, seed);
		}

		/**
		 * Asks for log probabilities.
		 * @param logprobs how many of the likeliest tokens to return at each place; the
		 * service takes 0 to 20
		 * @return this builder
		 */
		public Builder logprobs(int logprobs) {
			return set(Parameter.LOGPROBS, logprobs);
		}

		/**
		 * Sets whether the prompt is sent back, see {@link CompletionResponse#prompt()}.
		 * @param echo whether to echo
		 * @return this builder
		 */
		public Builder echo(boolean echo) {
			return set(Parameter.ECHO, echo);
		}

		/**
		 * Sets the model that moderates the answer.
		 * @param safetyModel the model, such as {@code Meta-Llama/Llama-Guard-7b}
		 * @return this builder
		 */
		public Builder safetyModel(String safetyModel) {
			return set(Parameter.SAFETY_MODEL, safetyModel);
		}

		/**
		 * Sets a field by its name, for what this library has no method for. Such a field
		 * is sent as it is.
		 * <p>
		 * A parameter that there is a method for is set as if by that method, and refused
		 * as there, in whichever way it enters: {@code null} leaves it open, a whole
		 * number may be written with a fraction of zero or an exponent, a single
		 * {@code stop} text stands for a list of one.
		 * @param name the field's name
		 * @param value the value: a string, a boolean, a number, a map or collection of
		 * these, or {@code null}
		 * @return this builder
		 * @throws InvalidCompletionRequestException if a parameter has a value of a wrong
		 * type or one that can never be right, and for {@code stream}, about which the
		 * method decides that the request is given to
		 * @throws IllegalArgumentException if the value has no JSON form
		 */
		public Builder additionalField(String name, @Nullable Object value) {
			if (STREAM.equals(name)) {
				throw new InvalidCompletionRequestException(STREAM, "follows from the method that is called");
			}
			Parameter parameter = Parameter.of(name);
			if (parameter != null && value != null) {
				return set(parameter, value);
			}
			this.omitted.remove(name);
			if (parameter != null) {
				this.json.remove(name);
			}
			else {
				this.json.put(name, value);
			}
			return this;
		}

		/**
		 * Leaves parameters out, although the client has defaults for them.
		 * @param names the parameters' names as the API writes them, such as
		 * {@code top_p}
		 * @return this builder
		 */
		public Builder omit(String... names) {
			for (String name : names) {
				this.json.remove(name);
				this.omitted.add(name);
			}
			return this;
		}

		/**
		 * Returns the request.
		 * @return a request of everything set so far; it may still lack the model and the
		 * prompt, which a client's defaults can add
		 */
		public CompletionRequest build() {
			return new CompletionRequest(this.json.build(), this.omitted);
		}

		private Builder set(Parameter parameter, @Nullable Object value) {
			String name = parameter.wireName();
			if (value == null) {
				throw new InvalidCompletionRequestException(name, "must not be null");
			}
			JsonObject single;
			try {
				single = JsonObject.builder().put(name, value).build();
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidCompletionRequestException(name, "must have a JSON form, with finite numbers");
			}
			Object sent = parameter.accept(Objects.requireNonNull(single.get(name)));
			this.omitted.remove(name);
			this.json.put(name, sent);
			return this;
		}

	}

}
