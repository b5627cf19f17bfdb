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

package io.github.togetherspring.servlet;

import java.util.Map;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.web.CompletionProblems;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application with Spring MVC whose controllers call in all the ways there are.
 */
@SpringBootApplication
@RestController
public class ServletApplication {

	private final CompletionsClient completions;

	private final CompletionProblems problems;

	ServletApplication(CompletionsClient completions, CompletionProblems problems) {
		this.completions = completions;
		this.problems = problems;
	}

	@PostMapping("/blocking")
	String blocking(@RequestBody String prompt) {
		return this.completions.create((request) -> request.model("m").prompt(prompt)).text();
	}

	@PostMapping("/mono")
	Mono<String> mono(@RequestBody String prompt) {
		return this.completions.createAsync((request) -> request.model("m").prompt(prompt))
			.map((response) -> response.text());
	}

	@PostMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<CompletionChunk> stream(@RequestBody String prompt) {
		return this.completions.stream((request) -> request.model("m").prompt(prompt));
	}

	@PostMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	ResponseEntity<Flux<ServerSentEvent<Object>>> events(@RequestBody String prompt) {
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore().noTransform())
			.header("X-Accel-Buffering", "no")
			.body(stream(prompt).map((chunk) -> ServerSentEvent.<Object>builder(chunk.json()).build())
				.concatWithValues(ServerSentEvent.<Object>builder(Map.of()).event("done").build())
				.onErrorResume((error) -> Mono
					.just(ServerSentEvent.<Object>builder(this.problems.of(error)).event("error").build()))
				.startWith(ServerSentEvent.builder().id("1").build(),
						ServerSentEvent.builder().comment("quiet").build()));
	}

}
