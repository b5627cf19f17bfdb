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

package io.github.togetherspring.batch.jsonl;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A line of a JSON Lines file: its text, or the reason why it can't be used. Immutable.
 */
public final class JsonLine {

	private final long number;

	private final @Nullable String text;

	private final @Nullable String problem;

	private final @Nullable String previousResult;

	private JsonLine(long number, @Nullable String text, @Nullable String problem, @Nullable String previousResult) {
		this.number = number;
		this.text = text;
		this.problem = problem;
		this.previousResult = previousResult;
	}

	/**
	 * Create a line.
	 * @param number the number of lines before it
	 * @param text the text without its line ending
	 * @return the line
	 */
	public static JsonLine of(long number, String text) {
		return new JsonLine(number, Objects.requireNonNull(text), null, null);
	}

	/**
	 * Create a line that can't be used.
	 * @param number the number of lines before it
	 * @param problem the reason, as a sentence that does not quote the line
	 * @return the line
	 */
	public static JsonLine invalid(long number, String problem) {
		return new JsonLine(number, null, Objects.requireNonNull(problem), null);
	}

	/**
	 * Return this line with its result from an earlier job.
	 * @param previousResult the line of the earlier output, or {@code null} for none
	 * @return the line
	 */
	public JsonLine withPreviousResult(@Nullable String previousResult) {
		return new JsonLine(this.number, this.text, this.problem, previousResult);
	}

	/**
	 * Return the number of lines before this one.
	 * @return the number of the line, starting at 0
	 */
	public long number() {
		return this.number;
	}

	/**
	 * Return the text.
	 * @return the text without its line ending, possibly blank, or {@code null} if the
	 * line can't be used
	 */
	public @Nullable String text() {
		return this.text;
	}

	/**
	 * Return why the line can't be used: it is too long, or not valid UTF-8.
	 * @return the reason, or {@code null} if there is a text
	 */
	public @Nullable String problem() {
		return this.problem;
	}

	/**
	 * Return the result of the line from an earlier job. Such a line is not requested
	 * again.
	 * @return the line of the earlier output, or {@code null} if there is none with a
	 * response
	 */
	public @Nullable String previousResult() {
		return this.previousResult;
	}

	/**
	 * Return the number of the line, without its text, because a prompt may be
	 * confidential.
	 */
	@Override
	public String toString() {
		return "JsonLine[number=" + this.number + ((this.problem != null) ? ", problem=" + this.problem : "") + "]";
	}

}
