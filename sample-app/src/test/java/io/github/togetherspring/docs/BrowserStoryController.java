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

import java.time.Duration;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.sample.api.StreamEvents;
import io.github.togetherspring.web.CompletionProblems;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A controller for {@code EventSource}.
 */
// tag::event-source[]
@RestController
public class BrowserStoryController {

	private final CompletionsClient completions;

	private final StreamEvents events = new StreamEvents(Duration.ofSeconds(15), new CompletionProblems(false)::of);

	public BrowserStoryController(CompletionsClient completions) {
		this.completions = completions;
	}

	@GetMapping(path = "/browser/story", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	ResponseEntity<Flux<ServerSentEvent<Object>>> story(@RequestParam String beginning,
			@RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
		if (lastEventId != null) {
			// A reconnect: the story has ended, or broke off.
			return ResponseEntity.noContent().build();
		}
		Flux<ServerSentEvent<Object>> story = this.events
			.of(this.completions.stream((request) -> request.model("storyteller").prompt(beginning)));
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore().noTransform())
			.header("X-Accel-Buffering", "no")
			.body(story.startWith(ServerSentEvent.builder().id("1").build()));
	}

}
// end::event-source[]
