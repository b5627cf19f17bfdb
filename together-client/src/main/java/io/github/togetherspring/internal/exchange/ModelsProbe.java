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

package io.github.togetherspring.internal.exchange;

import java.time.Duration;
import java.util.Set;

import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.internal.http.ProxyRefusalException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Checks that the server is reachable and accepts the API key, without a completion.
 */
public final class ModelsProbe {

	private static final String PATH = "/models";

	private static final Set<Integer> SAME_BY_GET = Set.of(401, 402, 429, 503);

	private final RequestSender sender;

	private final FailedResponses failures;

	public ModelsProbe(RequestSender sender, FailedResponses failures) {
		this.sender = sender;
		this.failures = failures;
	}

	/**
	 * Request the status of the list of models, by {@code GET} if {@code HEAD} fails.
	 * @param timeout the time-out for both requests
	 * @return completes if the status is a success
	 */
	public Mono<Void> probe(Duration timeout) {
		return probe(HttpMethod.HEAD, timeout)
			.onErrorResume(ModelsProbe::maySucceedByGet, (error) -> probe(HttpMethod.GET, timeout))
			.timeout(timeout, Mono.error(() -> new TogetherTimeoutException(Phase.TOTAL, timeout, null)));
	}

	private Mono<Void> probe(HttpMethod method, Duration timeout) {
		return this.sender
			.<Void>sendOnce(method, PATH, timeout, (response, attempt) -> readStatus(method, response, attempt))
			.then();
	}

	// The body is not read to the end: a list of models has hundreds of kilobytes.
	private Flux<Void> readStatus(HttpMethod method, ClientResponse response, Attempt attempt) {
		if (!response.statusCode().is2xxSuccessful()) {
			return this.failures.<Void>read(response, attempt).flux();
		}
		return (method != HttpMethod.HEAD) ? Mono.<Void>fromRunnable(attempt::dispose).flux() : Flux.empty();
	}

	// Some servers respond to HEAD with an error, or not at all, and to GET with success.
	private static boolean maySucceedByGet(Throwable error) {
		if (error instanceof UnreadableResponseException) {
			return false;
		}
		return (error instanceof ConnectionException && !ProxyRefusalException.isFinal(error))
				|| (error instanceof TogetherResponseException failed && !SAME_BY_GET.contains(failed.status()));
	}

}
