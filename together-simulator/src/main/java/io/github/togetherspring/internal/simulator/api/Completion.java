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

package io.github.togetherspring.internal.simulator.api;

import java.time.Instant;
import java.util.List;

import io.github.togetherspring.internal.simulator.model.LanguageModel;
import io.github.togetherspring.simulator.script.Content;
import org.jspecify.annotations.Nullable;

/**
 * A completion that is being generated, streamed or not.
 *
 * @param id the id
 * @param created the time of the request, in seconds since the epoch
 * @param call the request
 * @param choices the choices
 * @param scriptedUsage the usage, or {@code null} to count the tokens
 */
record Completion(RequestId id, long created, CompletionCall call, List<Choice> choices,
		Content.@Nullable Usage scriptedUsage) {

	static Completion of(CompletionCall call, List<Choice> choices, Content.@Nullable Usage scriptedUsage) {
		return new Completion(RequestId.next(), Instant.now().getEpochSecond(), call, choices, scriptedUsage);
	}

	List<ResponseBodies.Prompt> echo(LanguageModel model) {
		return this.call.echo() ? this.call.prompts()
			.stream()
			.map((prompt) -> new ResponseBodies.Prompt(prompt.text(), promptLogprobs(prompt.tokens(), model)))
			.toList() : List.of();
	}

	private ResponseBodies.@Nullable Logprobs promptLogprobs(List<Integer> tokens, LanguageModel model) {
		if (this.call.logprobs() == null) {
			return null;
		}
		return new ResponseBodies.Logprobs(tokens.stream().map(model::text).toList(), model.score(tokens), tokens,
				null);
	}

	ResponseBodies.Usage usage() {
		Content.Usage scripted = this.scriptedUsage;
		int promptTokens = (scripted != null) ? scripted.promptTokens() : this.call.promptTokens();
		int completionTokens = (scripted != null) ? scripted.completionTokens()
				: this.choices.stream().mapToInt(Choice::tokenCount).sum();
		return new ResponseBodies.Usage(promptTokens, completionTokens, promptTokens + completionTokens, 0);
	}

	boolean isFinished() {
		return this.choices.stream().allMatch(Choice::isFinished);
	}

}
