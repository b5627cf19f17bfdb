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

package io.github.togetherspring.sample.api;

import java.util.List;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.sample.json.BulkLine;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Completes many prompts, with one line for each, in order. The line of a request that
 * fails or is invalid has a problem, and the others continue.
 */
@RestController
class BulkController {

	private static final int MAX_CONCURRENCY = 64;

	private final CompletionsClient client;

	BulkController(CompletionsClient client) {
		this.client = client;
	}

	@PostMapping(path = "/api/completions/bulk", consumes = MediaType.APPLICATION_JSON_VALUE,
			produces = MediaType.APPLICATION_NDJSON_VALUE)
	Flux<BulkLine> createAll(@RequestBody List<BulkItem> items,
			@RequestParam(defaultValue = "" + BulkOptions.DEFAULT_CONCURRENCY) int concurrency) {
		if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
			throw new InvalidCompletionRequestException("concurrency",
					"must be 1 to " + MAX_CONCURRENCY + ": " + concurrency);
		}
		BulkOptions options = BulkOptions.builder().concurrency(concurrency).build();
		return BulkRequest.of(items).lines(this.client, options);
	}

}
