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

package com.example.kotlin

import io.github.togetherspring.completions.BulkOptions
import io.github.togetherspring.completions.CompletionRequest
import io.github.togetherspring.completions.CompletionsClient
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.reactive.asPublisher
import org.springframework.beans.factory.annotation.Qualifier
import org.springframework.stereotype.Service

// tag::kotlin-bulk[]
@Service
class BulkStoryteller(@Qualifier("local") private val completions: CompletionsClient) {

	fun tellAll(beginnings: Flow<String>): Flow<String> {
		val requests = beginnings.map { CompletionRequest.builder().prompt(it).maxTokens(200).build() }
		return completions.createAll(requests.asPublisher(), BulkOptions.builder().concurrency(16).build())
			.asFlow()
			.map { result -> result.response()?.text() ?: "failed: ${result.error()?.message}" }
	}

}
// end::kotlin-bulk[]
