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

import io.github.togetherspring.completions.CompletionsClient
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.reactor.awaitSingle
import org.springframework.stereotype.Service

// tag::kotlin-service[]
@Service
class Storyteller(private val completions: CompletionsClient) {

	fun tell(beginning: String): String =
		completions.create { it.prompt(beginning).maxTokens(300).temperature(0.8) }.text()

	suspend fun tellSoon(beginning: String): String =
		completions.createAsync { it.prompt(beginning).maxTokens(300) }.awaitSingle().text()

	fun read(beginning: String): Flow<String> =
		completions.stream { it.prompt(beginning).maxTokens(300) }.asFlow().map { it.text() }

}
// end::kotlin-service[]
