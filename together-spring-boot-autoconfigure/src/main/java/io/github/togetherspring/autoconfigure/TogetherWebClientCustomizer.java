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
 * Callback to customize the {@link WebClient.Builder} of a completions client. Beans of
 * this type are called in their order, after all other settings, so that they take
 * precedence.
 * <p>
 * A base URL, a {@code UriBuilderFactory} or an API version of the builder is ignored. A
 * filter may send a request, with its API key, to another server.
 */
@FunctionalInterface
public interface TogetherWebClientCustomizer {

	/**
	 * Customize the builder of the {@code WebClient} of a completions client.
	 * @param client the name of the completions client: {@code default}, or its name in
	 * {@code together.clients}
	 * @param builder the builder to customize
	 */
	void customize(String client, WebClient.Builder builder);

}
