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
 * Priority of a call while calls wait because of {@linkplain PacingSettings pacing} or
 * {@linkplain QuotaSettings quotas}. Calls of the same priority are made in the order in
 * which they arrive.
 */
public enum CallPriority {

	/**
	 * A user waits for the response. The default, except for bulk calls.
	 */
	INTERACTIVE,

	/**
	 * One of many calls, which may wait for interactive calls. The default for
	 * {@link CompletionsClient#createAll} and jobs. While calls of both priorities wait,
	 * one of ten attempts is a bulk call.
	 */
	BULK

}
