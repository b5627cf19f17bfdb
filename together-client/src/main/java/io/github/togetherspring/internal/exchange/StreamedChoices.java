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

package io.github.togetherspring.internal.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.completions.CompletionChoiceDelta;
import io.github.togetherspring.completions.CompletionChunk;

/**
 * The choices of one stream: which of them have started, which are finished, and whether
 * they can be distinguished.
 */
final class StreamedChoices {

	private final int expected;

	private final Map<Integer, Boolean> finished = new HashMap<>();

	private boolean unfinished;

	// Whether only their position in a chunk distinguishes the choices.
	private boolean byPlace;

	// Whether text arrived after a finish reason, which is then meaningless.
	private boolean wentOn;

	/**
	 * Create an empty set of choices.
	 * @param expected the number of choices that were requested
	 */
	StreamedChoices(int expected) {
		this.expected = expected;
	}

	/**
	 * Record the next chunk.
	 * @param chunk the chunk
	 * @return whether it is clear which choices the chunk continues
	 */
	boolean add(CompletionChunk chunk) {
		List<CompletionChoiceDelta> choices = chunk.choices();
		if (!areDistinct(choices)) {
			return false;
		}
		for (CompletionChoiceDelta choice : choices) {
			boolean finish = choice.finishReason() != null;
			Boolean before = this.finished.get(choice.index());
			if (Boolean.TRUE.equals(before)) {
				if (isOfAnother(choice, finish, chunk)) {
					return false;
				}
				this.wentOn |= !choice.text().isEmpty();
			}
			if (before == null || (finish && !before)) {
				this.finished.put(choice.index(), finish);
				this.unfinished = this.finished.containsValue(false);
			}
		}
		return true;
	}

	private boolean areDistinct(List<CompletionChoiceDelta> choices) {
		if (choices.size() == 1 && this.expected == 1 && this.finished.size() <= 1) {
			return true;
		}
		if (haveIndexes(choices)) {
			return choices.isEmpty() || !this.byPlace;
		}
		boolean first = this.finished.isEmpty();
		this.byPlace |= first;
		return this.byPlace && choices.size() > 1 && (first || choices.size() == this.finished.size());
	}

	private static boolean haveIndexes(List<CompletionChoiceDelta> choices) {
		for (CompletionChoiceDelta choice : choices) {
			if (!hasIndex(choice)) {
				return false;
			}
		}
		return true;
	}

	// If the indexes in a list are missing or equal, the index of a choice is its
	// position.
	private static boolean hasIndex(CompletionChoiceDelta choice) {
		Object index = choice.json().get("index");
		if (index instanceof Number number) {
			return number.longValue() == choice.index();
		}
		return index instanceof String text && text.trim().equals(String.valueOf(choice.index()));
	}

	// If more choices were requested than have distinct indexes, what follows a finish
	// reason must belong to another choice. A server that supports only one choice may
	// repeat the finish reason with the token counts.
	private boolean isOfAnother(CompletionChoiceDelta choice, boolean finish, CompletionChunk chunk) {
		return this.finished.size() < this.expected && (!choice.text().isEmpty() || (finish && chunk.usage() == null));
	}

	/**
	 * Return whether no choice has started.
	 * @return whether none has started
	 */
	boolean areNone() {
		return this.finished.isEmpty();
	}

	/**
	 * Return whether every choice that has started is finished.
	 * @return whether no text is unfinished
	 */
	boolean areFinished() {
		return !this.unfinished;
	}

	/**
	 * Return whether every choice that was requested is finished.
	 * @return whether nothing more can follow
	 */
	boolean areComplete() {
		return !this.unfinished && !this.wentOn && !this.finished.isEmpty() && this.finished.size() >= this.expected;
	}

}
