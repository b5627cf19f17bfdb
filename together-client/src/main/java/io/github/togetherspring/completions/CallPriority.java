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
 * Which calls of a client come first while calls wait because of its
 * {@linkplain PacingSettings pacing}. Calls of the same priority are made in the order in
 * which they arrive.
 */
public enum CallPriority {

	/**
	 * Somebody waits for the response. The default, except for bulk calls.
	 */
	INTERACTIVE,

	/**
	 * One of many calls, which may wait for others. The default in
	 * {@link CompletionsClient#createAll} and in jobs. While interactive calls wait too,
	 * one of ten attempts is one of these.
	 */
	BULK

}
