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

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionsClient;

/**
 * Settings of {@link ReadAhead}.
 *
 * @param name the name of the reader
 * @param client makes the calls
 * @param mapper creates the requests
 * @param callOptions the options of each call
 * @param concurrency the number of concurrent calls
 * @param window the number of items that are held at a time
 * @param windowBytes the size of the requests and responses that are held at a time
 * @param ordered whether items are returned in the order of the input
 * @param failurePolicy which failures end the step
 * @param stopGracePeriod how long calls may take after a stop was requested
 * @param <T> the type of the items
 */
record ReaderSettings<T>(String name, CompletionsClient client, CompletionRequestMapper<? super T> mapper,
		CallOptions callOptions, int concurrency, int window, long windowBytes, boolean ordered,
		FailurePolicy failurePolicy, Duration stopGracePeriod) {

}
