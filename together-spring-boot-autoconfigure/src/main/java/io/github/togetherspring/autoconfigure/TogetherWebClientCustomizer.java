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

package io.github.togetherspring.autoconfigure;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Changes the {@link WebClient} that the completions client calls the API through, and no
 * other. Beans of this type are called in their order, after everything else is set up:
 * what they set wins.
 * <p>
 * The URL is not set by the builder: a base URL, a {@code UriBuilderFactory} or an API
 * version is ignored. A filter may send a request to another server, and the API key goes
 * along.
 */
@FunctionalInterface
public interface TogetherWebClientCustomizer {

	/**
	 * Changes the builder of the {@code WebClient} under a completions client.
	 * @param client the name of the completions client: {@code default}, or the one it
	 * has in {@code together.clients}
	 * @param builder the builder of the {@code WebClient}
	 */
	void customize(String client, WebClient.Builder builder);

}
