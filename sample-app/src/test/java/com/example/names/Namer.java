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

// tag::namer[]
package com.example.names;

import io.github.togetherspring.completions.CompletionsClient;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;

@Service
class Namer {

	private static final String PROMPT = """
			Product: a lamp that follows the sun
			Name: Heliolite

			Product: a chair that folds into a suitcase
			Name: Sitcase

			Product: %s
			Name:""";

	private final CompletionsClient completions;

	Namer(CompletionsClient completions) {
		this.completions = completions;
	}

	Mono<String> name(String product) {
		return this.completions
			.createAsync(
					(request) -> request.prompt(PROMPT.formatted(product)).maxTokens(12).temperature(0.7).stop("\n"))
			.map((response) -> response.text().strip());
	}

}
// end::namer[]
