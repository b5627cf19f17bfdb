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

import io.github.togetherspring.completions.CompletionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Converts an item to the request that is sent for it.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface CompletionRequestMapper<T> {

	/**
	 * Convert an item to a request. If this throws an exception, the item fails, but the
	 * step continues.
	 * @param item the item
	 * @return the request, or {@code null} to pass the item on without a call
	 * @throws Exception if the item can't be converted
	 */
	@Nullable CompletionRequest map(T item) throws Exception;

}
