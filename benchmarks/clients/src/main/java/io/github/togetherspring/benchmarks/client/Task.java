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

package io.github.togetherspring.benchmarks.client;

import io.github.togetherspring.benchmarks.server.Scenario;

/**
 * Something to measure.
 *
 * @param name what the result is called
 * @param kind what to do
 * @param scenario what the server answers
 * @param parallel how many calls at once
 * @param calls how many calls altogether, where that is what counts
 * @param warmUps how often to do the work before it is measured
 * @param repetitions how often to do the work that is measured
 */
public record Task(String name, Kind kind, Scenario scenario, int parallel, int calls, int warmUps, int repetitions) {

	/**
	 * Kinds of tasks.
	 */
	public enum Kind {

		/**
		 * Streams as fast as they can be read.
		 */
		STREAMS,

		/**
		 * Answers in one piece, each waited for by a thread.
		 */
		CALLS,

		/**
		 * Answers in one piece, from a list of prompts.
		 */
		BULK,

		/**
		 * Streams at an even pace, as many as there are calls.
		 */
		PACED_STREAMS

	}

}
