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

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a completion request: their names on the wire, the one form in which
 * their values are sent, and their validation. Upper limits are left to the server, which
 * changes them.
 */
enum Parameter {

	MODEL("model", ParameterCheck.all(ParameterCheck::text, ParameterCheck::notBlank)),

	PROMPT("prompt", ParameterForm::prompt, ParameterCheck::prompt),

	MAX_TOKENS("max_tokens", ParameterForm::integer,
			ParameterCheck.all(ParameterCheck::integer, ParameterCheck.atLeast(0))),

	TEMPERATURE("temperature", ParameterCheck.all(ParameterCheck::number, ParameterCheck.atLeast(0))),

	TOP_P("top_p", ParameterCheck::number),

	TOP_K("top_k", ParameterForm::integer, ParameterCheck::integer),

	MIN_P("min_p", ParameterCheck::number),

	REPETITION_PENALTY("repetition_penalty", ParameterCheck::number),

	PRESENCE_PENALTY("presence_penalty", ParameterCheck::number),

	FREQUENCY_PENALTY("frequency_penalty", ParameterCheck::number),

	LOGIT_BIAS("logit_bias", ParameterCheck::biases),

	STOP("stop", ParameterForm::list, ParameterCheck.all(ParameterCheck::texts, ParameterCheck::noEmptyText)),

	N("n", ParameterForm::integer, ParameterCheck.all(ParameterCheck::integer, ParameterCheck.atLeast(1))),

	SEED("seed", ParameterForm::integer, ParameterCheck::anyInteger),

	LOGPROBS("logprobs", ParameterForm::integer, ParameterCheck::integer),

	ECHO("echo", ParameterCheck::bool),

	SAFETY_MODEL("safety_model", ParameterCheck::text);

	private static final Map<String, Parameter> BY_NAME = Arrays.stream(values())
		.collect(Collectors.toUnmodifiableMap(Parameter::wireName, Function.identity()));

	private final String wireName;

	private final UnaryOperator<Object> form;

	private final ParameterCheck check;

	Parameter(String wireName, ParameterCheck check) {
		this(wireName, UnaryOperator.identity(), check);
	}

	Parameter(String wireName, UnaryOperator<Object> form, ParameterCheck check) {
		this.wireName = wireName;
		this.form = form;
		this.check = check;
	}

	static @Nullable Parameter of(String wireName) {
		return BY_NAME.get(wireName);
	}

	String wireName() {
		return this.wireName;
	}

	/**
	 * Return a value in the form that is sent.
	 * @param value a JSON value
	 * @return the same value in the one form that it is sent in
	 * @throws InvalidCompletionRequestException if no server accepts it
	 */
	Object accept(Object value) {
		Object sent = this.form.apply(value);
		String problem = this.check.problem(sent);
		if (problem != null) {
			throw new InvalidCompletionRequestException(this.wireName, problem);
		}
		return sent;
	}

}
