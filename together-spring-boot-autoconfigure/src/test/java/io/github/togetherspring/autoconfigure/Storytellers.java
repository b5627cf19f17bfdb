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

package io.github.togetherspring.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.togetherspring.completions.CompletionsClient;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.stereotype.Service;

/**
 * A recipe: a thread for each call.
 */
// tag::threads[]
@Service
class Storytellers {

	private final AsyncTaskExecutor threads;

	private final CompletionsClient completions;

	Storytellers(AsyncTaskExecutor threads, CompletionsClient completions) {
		this.threads = threads;
		this.completions = completions;
	}

	List<CompletableFuture<String>> tell(List<String> beginnings) {
		return beginnings.stream().map((beginning) -> this.threads.submitCompletable(() -> tell(beginning))).toList();
	}

	private String tell(String beginning) {
		return this.completions.create((request) -> request.prompt(beginning)).text();
	}

}
// end::threads[]
