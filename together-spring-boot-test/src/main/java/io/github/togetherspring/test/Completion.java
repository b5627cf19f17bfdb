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

package io.github.togetherspring.test;

import java.time.Instant;
import java.util.List;

import io.github.togetherspring.test.model.LanguageModel;
import org.jspecify.annotations.Nullable;

/**
 * One completion in the making, whether it's told at once or streamed.
 *
 * @param id its id
 * @param created when it was asked for, in seconds
 * @param call what was asked for
 * @param promptTokens the tokens of the prompt
 * @param choices its choices
 * @param scriptedUsage the usage to tell, or {@code null} to count the tokens
 */
record Completion(RequestId id, long created, CompletionCall call, List<Integer> promptTokens, List<Choice> choices,
		Bodies.@Nullable Usage scriptedUsage) {

	static Completion of(CompletionCall call, List<Integer> promptTokens, List<Choice> choices,
			Bodies.@Nullable Usage scriptedUsage) {
		return new Completion(RequestId.next(), Instant.now().getEpochSecond(), call, promptTokens, choices,
				scriptedUsage);
	}

	List<Bodies.Prompt> echo(LanguageModel model) {
		return this.call.echo() ? List.of(new Bodies.Prompt(this.call.prompt(), promptLogprobs(model))) : List.of();
	}

	private Bodies.@Nullable Logprobs promptLogprobs(LanguageModel model) {
		if (this.call.logprobs() == null) {
			return null;
		}
		return new Bodies.Logprobs(this.promptTokens.stream().map(model.tokenizer()::text).toList(),
				model.score(this.promptTokens), this.promptTokens, null);
	}

	Bodies.Usage usage() {
		if (this.scriptedUsage != null) {
			return this.scriptedUsage;
		}
		int completionTokens = this.choices.stream().mapToInt(Choice::tokenCount).sum();
		return new Bodies.Usage(this.promptTokens.size(), completionTokens, this.promptTokens.size() + completionTokens,
				0);
	}

	boolean isFinished() {
		return this.choices.stream().allMatch(Choice::isFinished);
	}

}
