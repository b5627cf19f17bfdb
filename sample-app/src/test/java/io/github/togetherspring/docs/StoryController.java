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

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionsClient;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * A streaming controller to be tested.
 */
// tag::controller[]
@RestController
class StoryController {

	private final CompletionsClient completions;

	StoryController(CompletionsClient completions) {
		this.completions = completions;
	}

	@PostMapping(path = "/story", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<CompletionChunk> story(@RequestBody String beginning) {
		return this.completions.stream((request) -> request.model("storyteller").prompt(beginning));
	}

}
// end::controller[]
