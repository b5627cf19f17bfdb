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

package io.github.togetherspring.internal.client;

import java.time.Duration;

import io.github.togetherspring.internal.call.RecentCalls;
import reactor.core.publisher.Mono;

/**
 * What a client knows about its server, for health checks. Implemented by the clients of
 * this library, but not by mocks or decorators.
 */
public interface ClientStatus {

	/**
	 * Return what the last calls of this client say about the server. Clients created by
	 * {@code mutate()} count their own calls.
	 * @return the current state
	 */
	RecentCalls recentCalls();

	/**
	 * Check that the server is reachable and accepts the API key. Send
	 * {@code HEAD /models}, or {@code GET /models} if {@code HEAD} fails; the body is
	 * discarded. The check is neither retried nor observed, and does not count as a
	 * concurrent request.
	 * @param timeout the longest time to wait
	 * @return completes if the server responds with success, fails as a call does
	 * otherwise
	 */
	Mono<Void> probe(Duration timeout);

}
