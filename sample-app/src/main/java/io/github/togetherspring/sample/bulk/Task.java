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

package io.github.togetherspring.sample.bulk;

import io.github.togetherspring.completions.CompletionRequest;
import org.jspecify.annotations.Nullable;

/**
 * A line of the input: a request to be sent, or a result that is already known. One of
 * the two is {@code null}.
 *
 * @param index the number of the line, starting at 0
 * @param request the request, or {@code null}
 * @param result the known result, or {@code null}
 */
record Task(long index, @Nullable CompletionRequest request, @Nullable ResultLine result) {

}
