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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import io.github.togetherspring.internal.simulator.model.ScoredToken;
import io.github.togetherspring.simulator.script.StreamEnding;
import org.jspecify.annotations.Nullable;

/**
 * Events of a streamed completion. Each token is generated when its event is requested.
 * The choices take turns.
 */
final class CompletionEvents implements Iterator<String> {

	private final Completion completion;

	private final StreamEnding ending;

	private final Deque<String> ready = new ArrayDeque<>();

	private int turn = -1;

	CompletionEvents(Completion completion, StreamEnding ending) {
		this.completion = completion;
		this.ending = ending;
	}

	private static String event(String data) {
		return "data: " + data + "\n\n";
	}

	@Override
	public boolean hasNext() {
		return !this.ready.isEmpty() || !this.completion.isFinished();
	}

	@Override
	public String next() {
		while (this.ready.isEmpty()) {
			if (this.completion.isFinished()) {
				throw new NoSuchElementException();
			}
			advance();
		}
		return this.ready.remove();
	}

	private void advance() {
		List<Choice> choices = this.completion.choices();
		do {
			this.turn = (this.turn + 1) % choices.size();
		}
		while (choices.get(this.turn).isFinished());
		for (Iterator<Piece> pieces = choices.get(this.turn).next().iterator(); pieces.hasNext();) {
			Piece piece = pieces.next();
			boolean last = !pieces.hasNext() && this.completion.isFinished();
			boolean usage = last && this.ending == StreamEnding.USAGE_WITH_FINISH;
			add(List.of(chunkChoice(piece)), usage);
		}
		if (this.completion.isFinished()) {
			if (this.ending == StreamEnding.USAGE_CHUNK) {
				add(List.of(), true);
			}
			this.ready.add(ApiResponse.DONE_EVENT);
		}
	}

	private void add(List<ResponseBodies.ChunkChoice> choices, boolean usage) {
		this.ready.add(event(WireJson.compact(
				new ResponseBodies.Chunk(this.completion.id().value(), "completion.chunk", this.completion.created(),
						choices, this.completion.call().model(), usage ? this.completion.usage() : null))));
	}

	private ResponseBodies.ChunkChoice chunkChoice(Piece piece) {
		ScoredToken token = piece.token();
		return new ResponseBodies.ChunkChoice(this.turn, piece.text(), logprobs(token), piece.finishReason(),
				(piece.finishReason() != null) ? this.completion.choices().get(this.turn).seed() : null,
				new ResponseBodies.Delta((token != null) ? token.id() : null, "assistant", piece.text()));
	}

	private ResponseBodies.@Nullable Logprobs logprobs(@Nullable ScoredToken token) {
		CompletionCall call = this.completion.call();
		return (call.logprobs() != null && token != null) ? ResponseBodies.Logprobs.of(List.of(token), call.best())
				: null;
	}

}
