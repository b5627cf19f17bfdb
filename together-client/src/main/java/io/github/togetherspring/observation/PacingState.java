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

package io.github.togetherspring.observation;

import io.github.togetherspring.completions.CallPriority;

/**
 * The current state of the pacing of a client, for metrics. Thread-safe.
 */
public interface PacingState {

	/**
	 * Return the rate at which attempts may be sent.
	 * @return the number of attempts per second
	 */
	double rate();

	/**
	 * Return the number of calls that wait for an attempt.
	 * @param priority the priority of the calls
	 * @return the number of calls
	 */
	int waiting(CallPriority priority);

}
