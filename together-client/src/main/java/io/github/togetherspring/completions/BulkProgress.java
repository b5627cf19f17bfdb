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

package io.github.togetherspring.completions;

/**
 * How far {@link CompletionsClient#createAll} has come.
 *
 * @param answered how many requests have been answered
 * @param failed how many requests have failed
 * @param inFlight how many calls are under way
 */
public record BulkProgress(long answered, long failed, int inFlight) {

	/**
	 * Returns how many requests are done with.
	 * @return the number of requests that have been answered or have failed
	 */
	public long done() {
		return this.answered + this.failed;
	}

}
