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

import io.github.togetherspring.completions.CompletionsClient;

/**
 * Creates builders of {@link CompletionItemReader} with the application's settings.
 */
public interface CompletionItemReaders {

	/**
	 * Return a builder of a reader that makes calls with the default client.
	 * @param <T> the type of the items of the other reader
	 * @param name the name of the reader, unique in the step
	 * @return a builder with everything set but the other reader and the request
	 */
	<T> CompletionItemReader.Builder<T> reader(String name);

	/**
	 * Return a builder of a reader that makes calls with another client.
	 * @param <T> the type of the items of the other reader
	 * @param name the name of the reader, unique in the step
	 * @param client makes the calls
	 * @return a builder with everything set but the other reader and the request
	 */
	<T> CompletionItemReader.Builder<T> reader(String name, CompletionsClient client);

}
