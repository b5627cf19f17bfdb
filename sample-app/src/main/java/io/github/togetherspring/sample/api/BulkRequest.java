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

import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The requests of one bulk call, with the refused ones, which are not sent, in between.
 */
final class BulkRequest {

	private final List<CompletionRequest> requests = new ArrayList<>();

	private final List<BulkLine> leading = new ArrayList<>();

	private final List<List<BulkLine>> following = new ArrayList<>();

	private final List<Integer> indexes = new ArrayList<>();

	private BulkRequest() {
	}

	static BulkRequest of(RequestReader reader, byte[] body) {
		BulkRequest bulk = new BulkRequest();
		int index = 0;
		for (Object item : reader.readList(body)) {
			bulk.add(reader, index++, item);
		}
		return bulk;
	}

	private void add(RequestReader reader, int index, @Nullable Object item) {
		try {
			this.requests.add(reader.toRequest(item));
			this.indexes.add(index);
			this.following.add(new ArrayList<>());
		}
		catch (InvalidCompletionRequestException | InvalidBodyException ex) {
			List<BulkLine> refused = this.following.isEmpty() ? this.leading
					: this.following.get(this.following.size() - 1);
			refused.add(new BulkLine(index, null, Problems.of(ex)));
		}
	}

	/**
	 * Makes the calls.
	 * @param client the client
	 * @param options how many calls at a time
	 * @return a line for each request in order, each as soon as it can be
	 */
	Flux<BulkLine> lines(CompletionsClient client, BulkOptions options) {
		return Flux.fromIterable(this.leading)
			.concatWith(client.createAll(Flux.fromIterable(this.requests), options)
				.concatMapIterable(this::resultAndRefused, 1));
	}

	private List<BulkLine> resultAndRefused(BulkResult result) {
		int position = Math.toIntExact(result.index());
		List<BulkLine> lines = new ArrayList<>();
		lines.add(line(this.indexes.get(position), result));
		lines.addAll(this.following.get(position));
		return lines;
	}

	private static BulkLine line(int index, BulkResult result) {
		CompletionResponse response = result.response();
		RuntimeException error = result.error();
		return new BulkLine(index, (response != null) ? response.json() : null,
				(error != null) ? Problems.of(error) : null);
	}

}
