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

package io.github.togetherspring.batch;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The progress of a step.
 * <p>
 * It may gain methods in later versions, and is not meant to be implemented, except by
 * tests.
 */
public interface CompletionProgress {

	/**
	 * Return the name of the step's {@link CompletionItemReader}.
	 * @return the name
	 */
	String readerName();

	/**
	 * Return what has been done, in this execution and those that it continues.
	 * @return the totals
	 */
	CompletionTotals totals();

	/**
	 * Return what has been done since the last call of the listener.
	 * @return the difference
	 */
	CompletionTotals delta();

	/**
	 * Return the number of calls under way.
	 * @return the number of calls
	 */
	int inFlight();

	/**
	 * Return the number of items of the input.
	 * @return the number of items, or {@code null} if it is unknown
	 */
	@Nullable Long total();

	/**
	 * Return the time since this execution opened the reader.
	 * @return the time
	 */
	Duration elapsed();

	/**
	 * Return whether this is the last call of the listener for this execution.
	 * @return {@code true} for the last call
	 */
	boolean isLast();

}
