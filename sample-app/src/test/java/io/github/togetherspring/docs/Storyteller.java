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

package io.github.togetherspring.docs;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TogetherException;

import org.springframework.stereotype.Service;

/**
 * A service to be tested.
 */
// tag::storyteller[]
@Service
class Storyteller {

	private final CompletionsClient completions;

	Storyteller(CompletionsClient completions) {
		this.completions = completions;
	}

	String tell(String beginning) {
		try {
			return this.completions
				.create((request) -> request.model("storyteller").prompt(beginning).maxTokens(100).temperature(0.7))
				.text();
		}
		catch (TogetherException ex) {
			return " … I forgot the rest.";
		}
	}

}
// end::storyteller[]
