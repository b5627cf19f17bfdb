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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.togetherspring.internal.simulator.model.LanguageModel;
import io.github.togetherspring.internal.simulator.model.ScoredToken;

/**
 * Writes a completion that is not streamed.
 */
final class CompletionWriter {

	private CompletionWriter() {
	}

	static String write(Completion completion, LanguageModel model) {
		List<ResponseBodies.Choice> choices = IntStream.range(0, completion.choices().size())
			.mapToObj((index) -> choice(completion, index))
			.toList();
		return WireJson.pretty(new ResponseBodies.Completion(completion.id().value(), "text.completion",
				completion.created(), completion.call().model(), completion.echo(model), choices, completion.usage()));
	}

	private static ResponseBodies.Choice choice(Completion completion, int index) {
		Choice choice = completion.choices().get(index);
		List<Piece> pieces = new ArrayList<>();
		// The thread is interrupted if the client has left.
		while (!choice.isFinished() && !Thread.currentThread().isInterrupted()) {
			pieces.addAll(choice.next());
		}
		String text = pieces.stream().map(Piece::text).collect(Collectors.joining());
		List<ScoredToken> tokens = pieces.stream().map(Piece::token).filter(Objects::nonNull).toList();
		CompletionCall call = completion.call();
		String finishReason = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1).finishReason();
		return new ResponseBodies.Choice(text, finishReason, choice.seed(),
				(call.logprobs() != null) ? ResponseBodies.Logprobs.of(tokens, call.best()) : null, index);
	}

}
