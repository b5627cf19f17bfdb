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
 * A request for text completions. Immutable.
 * <p>
 * A parameter that is not set has the default of the client, or else that of the server.
 * A value that no server accepts is rejected immediately with an
 * {@link InvalidCompletionRequestException}; upper limits are left to the server.
 */
public final class CompletionRequest extends JsonView {

	private static final String STREAM = "stream";

	private final Set<String> omitted;

	private CompletionRequest(JsonObject json, Set<String> omitted) {
		super(json);
		this.omitted = Set.copyOf(omitted);
	}

	/**
	 * Return a builder of requests.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Create a request from its JSON form, as an HTTP API receives it, by the rules of
	 * {@link Builder#additionalField}. The field {@code stream} is ignored, because the
	 * method of the client determines it. A request is equal to the one created from its
	 * {@link #json()}, except for parameters that were {@linkplain Builder#omit omitted}.
	 * @param json the fields as the API writes them
	 * @return the request
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts
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
	 * Return the model.
	 * @return the model, or {@code null} if not set
	 */
	public @Nullable String model() {
		return fields().string(Parameter.MODEL.wireName());
	}

	/**
	 * Return the prompt, if it is a single text.
	 * @return the prompt, or {@code null} if not set or set in another form
	 */
	public @Nullable String prompt() {
		return fields().string(Parameter.PROMPT.wireName());
	}

	/**
	 * Return the prompts, if they are texts; a single one is a list of one.
	 * @return the prompts, or {@code null} if not set or set in another form
	 */
	public @Nullable List<String> prompts() {
		String prompt = prompt();
		return (prompt != null) ? List.of(prompt) : listOf(String.class, fields().get(Parameter.PROMPT.wireName()));
	}

	/**
	 * Return the prompt, if it is given as token ids.
	 * @return the token ids, or {@code null} if not set or set in another form
	 */
	public @Nullable List<Integer> promptTokens() {
		return listOf(Integer.class, fields().get(Parameter.PROMPT.wireName()));
	}

	/**
	 * Return the prompts, if they are given as token ids; a single one is a list of one.
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
	 * Return the maximum number of tokens to generate per choice.
	 * @return the number of tokens, or {@code null} if not set
	 */
	public @Nullable Integer maxTokens() {
		return fields().integer(Parameter.MAX_TOKENS.wireName());
	}

	/**
	 * Return the sampling temperature.
	 * @return the temperature, or {@code null} if not set
	 */
	public @Nullable Double temperature() {
		return fields().number(Parameter.TEMPERATURE.wireName());
	}

	/**
	 * Return the probability mass to sample from.
	 * @return the probability, or {@code null} if not set
	 */
	public @Nullable Double topP() {
		return fields().number(Parameter.TOP_P.wireName());
	}

	/**
	 * Return the number of most likely tokens to sample from.
	 * @return the number of tokens, or {@code null} if not set
	 */
	public @Nullable Integer topK() {
		return fields().integer(Parameter.TOP_K.wireName());
	}

	/**
	 * Return the minimum probability of a token, relative to the most likely one.
	 * @return the probability, or {@code null} if not set
	 */
	public @Nullable Double minP() {
		return fields().number(Parameter.MIN_P.wireName());
	}

	/**
	 * Return the penalty for tokens in the prompt or the text.
	 * @return the penalty, or {@code null} if not set
	 */
	public @Nullable Double repetitionPenalty() {
		return fields().number(Parameter.REPETITION_PENALTY.wireName());
	}

	/**
	 * Return the penalty for tokens in the generated text.
	 * @return the penalty, or {@code null} if not set
	 */
	public @Nullable Double presencePenalty() {
		return fields().number(Parameter.PRESENCE_PENALTY.wireName());
	}

	/**
	 * Return the penalty for each occurrence of a token in the generated text.
	 * @return the penalty, or {@code null} if not set
	 */
	public @Nullable Double frequencyPenalty() {
		return fields().number(Parameter.FREQUENCY_PENALTY.wireName());
	}

	/**
	 * Return the biases of tokens. A {@code false}, with which llama.cpp never chooses a
	 * token, is {@link Double#NEGATIVE_INFINITY}.
	 * @return the biases by token id, or {@code null} if not set or set in another form
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
	 * Return the stop sequences.
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
	 * Return the number of choices to generate.
	 * @return the number of choices, or {@code null} if not set
	 */
	public @Nullable Integer n() {
		return fields().integer(Parameter.N.wireName());
	}

	/**
	 * Return the seed for sampling.
	 * @return the seed, or {@code null} if not set
	 */
	public @Nullable BigInteger seed() {
		return fields().bigInteger(Parameter.SEED.wireName());
	}

	/**
	 * Return the number of most likely tokens to return at each position.
	 * @return the number of tokens, or {@code null} if not set
	 */
	public @Nullable Integer logprobs() {
		return fields().integer(Parameter.LOGPROBS.wireName());
	}

	/**
	 * Return whether the server should send the prompt back.
	 * @return whether it should, or {@code null} if not set
	 */
	public @Nullable Boolean echo() {
		return fields().bool(Parameter.ECHO.wireName());
	}

	/**
	 * Return the model that moderates the response.
	 * @return the model, or {@code null} if not set
	 */
	public @Nullable String safetyModel() {
		return fields().string(Parameter.SAFETY_MODEL.wireName());
	}

	/**
	 * Return a builder that starts from this request.
	 * @return a builder with everything set as here
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.json.putAll(fields());
		builder.omitted.addAll(this.omitted);
		return builder;
	}

	/**
	 * Return this request with the parameters of another one added that are neither set
	 * nor {@linkplain Builder#omit omitted} here.
	 * @param defaults a request with default parameters
	 * @return a request with all parameters
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
	 * Return the model and the names of the other parameters, without their values: a
	 * prompt may be confidential.
	 */
	@Override
	public String toString() {
		return "CompletionRequest[model=" + model() + ", fields=" + fields().keySet() + "]";
	}

	/**
	 * Builder for a {@link CompletionRequest}. What is not set, or set to {@code null},
	 * is left open.
	 */
	public static final class Builder {

		private final JsonObject.Builder json = JsonObject.builder();

		private final Set<String> omitted = new LinkedHashSet<>();

		private Builder() {
		}

		/**
		 * Set the model, such as {@code meta-llama/Meta-Llama-3.1-8B}; for a dedicated
		 * endpoint {@code project/endpoint}.
		 * @param model the model
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is blank
		 */
		public Builder model(@Nullable String model) {
			return set(Parameter.MODEL, model);
		}

		/**
		 * Set the text to complete. It replaces an earlier prompt in any form.
		 * @param prompt the prompt
		 * @return this builder
		 */
		public Builder prompt(String prompt) {
			return setPrompt(prompt);
		}

		/**
		 * Set several texts to complete in one call. Together AI accepts one; vLLM,
		 * SGLang, llama.cpp and TGI accept several.
		 * <p>
		 * Each prompt has {@code n} choices, which are numbered consecutively: choice
		 * {@code i} belongs to prompt {@code i / n}.
		 * @param prompts the prompts, at least one
		 * @return this builder
		 * @throws InvalidCompletionRequestException if there is none
		 */
		public Builder prompts(String... prompts) {
			return prompts(List.of(prompts));
		}

		/**
		 * Set several texts to complete in one call, see {@link #prompts(String...)}.
		 * @param prompts the prompts, at least one
		 * @return this builder
		 * @throws InvalidCompletionRequestException if there is none
		 */
		public Builder prompts(List<String> prompts) {
			return setPrompt(prompts);
		}

		/**
		 * Set the tokens to complete instead of a text. Together AI accepts only texts;
		 * vLLM, SGLang and llama.cpp accept token ids.
		 * @param tokens the ids of the tokens in the vocabulary of the model, at least
		 * one
		 * @return this builder
		 * @throws InvalidCompletionRequestException if there is none
		 */
		public Builder promptTokens(List<Integer> tokens) {
			return setPrompt(tokens);
		}

		/**
		 * Set several prompts as token ids, for the servers of {@link #promptTokens}. The
		 * choices are numbered as with {@link #prompts(String...)}.
		 * @param prompts the token ids of each prompt, at least one prompt
		 * @return this builder
		 * @throws InvalidCompletionRequestException if there is none
		 */
		public Builder promptTokenLists(List<? extends List<Integer>> prompts) {
			return setPrompt(prompts);
		}

		/**
		 * Set the maximum number of tokens to generate per choice. The default of
		 * Together AI is not documented and differs per model, so this should be set. The
		 * -1 by which some servers mean "no limit" is rejected: omit the parameter
		 * instead.
		 * @param maxTokens the number of tokens, 0 or more
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is negative
		 */
		public Builder maxTokens(@Nullable Integer maxTokens) {
			return set(Parameter.MAX_TOKENS, maxTokens);
		}

		/**
		 * Set the sampling temperature: 0 always chooses the most likely token, higher
		 * values are more varied. Together AI accepts 0 to 2.
		 * @param temperature the temperature, 0 or more
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is negative or not a number
		 */
		public Builder temperature(@Nullable Number temperature) {
			return set(Parameter.TEMPERATURE, real(temperature));
		}

		/**
		 * Set nucleus sampling: only the most likely tokens that together have this
		 * probability are sampled from.
		 * @param topP the probability, 0 to 1
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder topP(@Nullable Number topP) {
			return set(Parameter.TOP_P, real(topP));
		}

		/**
		 * Set the number of most likely tokens to sample from.
		 * @param topK the number of tokens, 1 or more; some servers accept -1 or 0 for
		 * all
		 * @return this builder
		 */
		public Builder topK(@Nullable Integer topK) {
			return set(Parameter.TOP_K, topK);
		}

		/**
		 * Set the minimum probability of a token to be sampled, relative to the most
		 * likely one.
		 * @param minP the probability, 0 to 1
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder minP(@Nullable Number minP) {
			return set(Parameter.MIN_P, real(minP));
		}

		/**
		 * Set the penalty for tokens that already occur in the prompt or the text: above
		 * 1 makes repetitions rarer.
		 * @param repetitionPenalty the penalty, 1 for none
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder repetitionPenalty(@Nullable Number repetitionPenalty) {
			return set(Parameter.REPETITION_PENALTY, real(repetitionPenalty));
		}

		/**
		 * Set the penalty for tokens that already occur in the text.
		 * @param presencePenalty the penalty, -2 to 2
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder presencePenalty(@Nullable Number presencePenalty) {
			return set(Parameter.PRESENCE_PENALTY, real(presencePenalty));
		}

		/**
		 * Set the penalty for each time that a token already occurs in the text.
		 * @param frequencyPenalty the penalty, -2 to 2
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is not a number
		 */
		public Builder frequencyPenalty(@Nullable Number frequencyPenalty) {
			return set(Parameter.FREQUENCY_PENALTY, real(frequencyPenalty));
		}

		/**
		 * Set biases that make tokens more or less likely.
		 * @param logitBias the number to add to the logit of a token, by token id; -100
		 * excludes the token
		 * @return this builder
		 * @throws InvalidCompletionRequestException if a value is not a number
		 */
		public Builder logitBias(@Nullable Map<String, ? extends Number> logitBias) {
			return set(Parameter.LOGIT_BIAS, logitBias);
		}

		/**
		 * Set the stop sequences, at which the generation ends. They are not part of the
		 * generated text, and replace the stop sequences of the model itself.
		 * @param stop the sequences, none of them empty
		 * @return this builder
		 * @throws InvalidCompletionRequestException if one is empty
		 */
		public Builder stop(String... stop) {
			return stop(List.of(stop));
		}

		/**
		 * Set the stop sequences, at which the generation ends. They are not part of the
		 * generated text, and replace the stop sequences of the model itself.
		 * @param stop the sequences, none of them empty
		 * @return this builder
		 * @throws InvalidCompletionRequestException if one is empty
		 */
		public Builder stop(@Nullable List<String> stop) {
			return set(Parameter.STOP, stop);
		}

		/**
		 * Set the number of choices to generate.
		 * @param n the number of choices, 1 or more; Together AI accepts up to 128
		 * @return this builder
		 * @throws InvalidCompletionRequestException if it is below 1
		 */
		public Builder n(@Nullable Integer n) {
			return set(Parameter.N, n);
		}

		/**
		 * Set the seed for sampling: the same request with the same seed usually gets the
		 * same response.
		 * @param seed the seed
		 * @return this builder
		 */
		public Builder seed(long seed) {
			return set(Parameter.SEED, seed);
		}

		/**
		 * Set the seed for sampling, for the unsigned 64-bit seeds that responses report.
		 * @param seed the seed
		 * @return this builder
		 */
		public Builder seed(@Nullable BigInteger seed) {
			return set(Parameter.SEED, seed);
		}

		/**
		 * Request log probabilities.
		 * @param logprobs the number of most likely tokens to return at each position;
		 * Together AI accepts 0 to 20
		 * @return this builder
		 */
		public Builder logprobs(@Nullable Integer logprobs) {
			return set(Parameter.LOGPROBS, logprobs);
		}

		/**
		 * Set whether the server should send the prompt back, see
		 * {@link CompletionResponse#prompt()}.
		 * @param echo whether it should
		 * @return this builder
		 */
		public Builder echo(@Nullable Boolean echo) {
			return set(Parameter.ECHO, echo);
		}

		/**
		 * Set the model that moderates the response.
		 * @param safetyModel the model, such as {@code Meta-Llama/Llama-Guard-7b}
		 * @return this builder
		 */
		public Builder safetyModel(@Nullable String safetyModel) {
			return set(Parameter.SAFETY_MODEL, safetyModel);
		}

		/**
		 * Set a field by its name, for which this builder has no method. It is sent as it
		 * is.
		 * <p>
		 * A parameter for which there is a method is set, and validated, as by that
		 * method. {@code null} leaves it open, an integer may be written with a fraction
		 * of zero or an exponent, and a single {@code stop} text stands for a list of
		 * one.
		 * @param name the name of the field
		 * @param value the value: a string, a boolean, a number, a map or collection of
		 * these, or {@code null}
		 * @return this builder
		 * @throws InvalidCompletionRequestException if a parameter has a value that no
		 * server accepts, and for {@code stream}, which the method of the client
		 * determines
		 * @throws IllegalArgumentException if the value has no JSON form
		 */
		public Builder additionalField(String name, @Nullable Object value) {
			if (STREAM.equals(name)) {
				throw new InvalidCompletionRequestException(STREAM, "follows from the method that is called");
			}
			Parameter parameter = Parameter.of(name);
			if (parameter != null) {
				return set(parameter, value);
			}
			this.omitted.remove(name);
			this.json.put(name, value);
			return this;
		}

		/**
		 * Omit parameters, even if the client has defaults for them.
		 * @param names the names of the parameters as the API writes them, such as
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
		 * Return the request.
		 * @return a request with everything set so far; it may lack the model and the
		 * prompt, which the defaults of a client can add
		 */
		public CompletionRequest build() {
			return new CompletionRequest(this.json.build(), this.omitted);
		}

		private Builder set(Parameter parameter, @Nullable Object value) {
			String name = parameter.wireName();
			if (value == null) {
				this.omitted.remove(name);
				this.json.remove(name);
				return this;
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

		// Its absence is more likely a mistake than a wish for a default.
		private Builder setPrompt(@Nullable Object prompt) {
			if (prompt == null) {
				throw new InvalidCompletionRequestException(Parameter.PROMPT.wireName(), "must not be null");
			}
			return set(Parameter.PROMPT, prompt);
		}

		private static @Nullable Double real(@Nullable Number value) {
			return (value != null) ? value.doubleValue() : null;
		}

	}

}
