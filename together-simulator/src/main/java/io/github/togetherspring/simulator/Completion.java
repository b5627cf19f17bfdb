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

package io.github.togetherspring.simulator;

import java.time.Instant;
import java.util.List;

import io.github.togetherspring.simulator.model.LanguageModel;
import org.jspecify.annotations.Nullable;

/**
 * One completion in the making, whether it's told at once or streamed.
 *
 * @param id its id
 * @param created when it was asked for, in seconds
 * @param call what was asked for
 * @param choices its choices
 * @param scriptedUsage the usage to tell, or {@code null} to count the tokens
 */
record Completion(RequestId id, long created, CompletionCall call, List<Choice> choices,
		Bodies.@Nullable Usage scriptedUsage) {

	static Completion of(CompletionCall call, List<Choice> choices, Bodies.@Nullable Usage scriptedUsage) {
		return new Completion(RequestId.next(), Instant.now().getEpochSecond(), call, choices, scriptedUsage);
	}

	List<Bodies.Prompt> echo(LanguageModel model) {
		return this.call.echo() ? this.call.prompts()
			.stream()
			.map((prompt) -> new Bodies.Prompt(prompt.text(), promptLogprobs(prompt.tokens(), model)))
			.toList() : List.of();
	}

	private Bodies.@Nullable Logprobs promptLogprobs(List<Integer> tokens, LanguageModel model) {
		if (this.call.logprobs() == null) {
			return null;
		}
		return new Bodies.Logprobs(tokens.stream().map(model.tokenizer()::text).toList(), model.score(tokens), tokens,
				null);
	}

	Bodies.Usage usage() {
		if (this.scriptedUsage != null) {
			return this.scriptedUsage;
		}
		int completionTokens = this.choices.stream().mapToInt(Choice::tokenCount).sum();
		int promptTokens = this.call.promptTokens();
		return new Bodies.Usage(promptTokens, completionTokens, promptTokens + completionTokens, 0);
	}

	boolean isFinished() {
		return this.choices.stream().allMatch(Choice::isFinished);
	}

}
