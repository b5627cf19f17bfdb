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

package io.github.togetherspring.internal.budget;

import java.util.List;

import io.github.togetherspring.completions.CompletionChoiceDelta;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The received part of a response. Without a usage, its tokens are estimated: one per
 * four characters, and at least one per chunk of a choice, because servers send chunks of
 * one or a few tokens.
 */
final class ReceivedTokens {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private @Nullable String model;

	private @Nullable Usage usage;

	private long characters;

	private long pieces;

	void add(Object result) {
		if (result instanceof CompletionChunk chunk) {
			add(chunk.model(), chunk.usage());
			addTexts(chunk.choices());
		}
		else if (result instanceof CompletionResponse response) {
			add(response.model(), response.usage());
			response.choices().forEach((choice) -> add(choice.text()));
		}
	}

	private void add(@Nullable String model, @Nullable Usage usage) {
		if (this.model == null) {
			this.model = model;
		}
		if (usage != null) {
			this.usage = usage;
		}
	}

	// Called for each token of a stream, hence without an iterator.
	private void addTexts(List<CompletionChoiceDelta> choices) {
		for (int i = 0; i < choices.size(); i++) {
			add(choices.get(i).text());
		}
	}

	private void add(String text) {
		this.characters += text.length();
		this.pieces++;
	}

	boolean isEmpty() {
		return this.usage == null && this.pieces == 0;
	}

	/**
	 * Return the tokens that the response has used.
	 * @param request its request
	 * @return the tokens of the usage, or an estimate if the server has sent none
	 */
	UsedTokens total(CompletionRequest request) {
		Usage usage = this.usage;
		if (usage != null) {
			long prompt = Math.max(usage.promptTokens(), 0);
			long completion = Math.max(Math.max(usage.completionTokens(), 0), usage.totalTokens() - prompt);
			if (prompt + completion > 0) {
				return new UsedTokens(this.model, prompt, completion);
			}
		}
		return new UsedTokens(this.model, ofPrompt(request.json().get("prompt")),
				Math.max(this.pieces, ofText(this.characters)));
	}

	// A text, token ids, or a list of these.
	private static long ofPrompt(@Nullable Object prompt) {
		if (prompt instanceof String text) {
			return ofText(text.length());
		}
		if (prompt instanceof List<?> list) {
			long tokens = 0;
			for (Object item : list) {
				tokens += (item instanceof Number) ? 1 : ofPrompt(item);
			}
			return tokens;
		}
		return 0;
	}

	private static long ofText(long characters) {
		return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
	}

}
