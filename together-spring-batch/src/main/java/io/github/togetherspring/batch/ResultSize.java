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

import io.github.togetherspring.completions.CompletionChoice;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.Logprobs;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how much memory requests and responses take.
 */
final class ResultSize {

	private static final long OBJECTS = 1024;

	private static final long BYTES_PER_TOKEN = 128;

	private ResultSize() {
	}

	static long of(@Nullable CompletionRequest request) {
		String prompt = (request != null) ? request.prompt() : null;
		return OBJECTS + ((prompt != null) ? 2L * prompt.length() : 0);
	}

	static long of(CompletionResponse response) {
		long size = OBJECTS;
		for (CompletionChoice choice : response.choices()) {
			Logprobs logprobs = choice.logprobs();
			size += 2L * choice.text().length() + ((logprobs != null)
					? BYTES_PER_TOKEN * (logprobs.tokens().size() + logprobs.topLogprobs().size()) : 0);
		}
		return size;
	}

}
