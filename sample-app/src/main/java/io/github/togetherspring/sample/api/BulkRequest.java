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
import java.util.Objects;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.sample.json.BulkLine;
import reactor.core.publisher.Flux;

/**
 * Requests of a bulk call. Invalid requests among them are not sent.
 */
final class BulkRequest {

	private final List<BulkLine> refusedFirst = new ArrayList<>();

	private final List<Accepted> accepted = new ArrayList<>();

	private BulkRequest() {
	}

	static BulkRequest of(List<BulkItem> items) {
		BulkRequest bulk = new BulkRequest();
		for (int index = 0; index < items.size(); index++) {
			bulk.add(index, items.get(index));
		}
		return bulk;
	}

	private void add(int index, BulkItem item) {
		if (item.error() == null) {
			this.accepted.add(new Accepted(index, Objects.requireNonNull(item.request()), new ArrayList<>()));
			return;
		}
		List<BulkLine> refused = this.accepted.isEmpty() ? this.refusedFirst
				: this.accepted.get(this.accepted.size() - 1).refusedNext();
		refused.add(BulkLine.refused(index, item.error()));
	}

	/**
	 * Make the calls.
	 * @param client the client
	 * @param options the options of the bulk call
	 * @return a line for each request, in order, each as early as possible
	 */
	Flux<BulkLine> lines(CompletionsClient client, BulkOptions options) {
		Flux<CompletionRequest> requests = Flux.fromIterable(this.accepted).map(Accepted::request);
		return Flux.fromIterable(this.refusedFirst)
			.concatWith(client.createAll(requests, options).concatMapIterable(this::lines, 1));
	}

	private List<BulkLine> lines(BulkResult result) {
		return this.accepted.get(Math.toIntExact(result.index())).lines(result);
	}

	/**
	 * A valid request.
	 *
	 * @param index the position in the input
	 * @param request the request
	 * @param refusedNext the lines of the invalid requests between this one and the next
	 */
	private record Accepted(int index, CompletionRequest request, List<BulkLine> refusedNext) {

		List<BulkLine> lines(BulkResult result) {
			List<BulkLine> lines = new ArrayList<>();
			lines.add(BulkLine.of(this.index, result));
			lines.addAll(this.refusedNext);
			return lines;
		}

	}

}
