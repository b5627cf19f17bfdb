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

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * {@link TogetherConnectionDetails} of a named client. What it does not configure itself
 * is that of the default client, but never the API key for another server.
 */
final class NamedConnectionDetails implements TogetherConnectionDetails {

	private final TogetherConnectionDetails inherited;

	private final @Nullable String baseUrl;

	private final Supplier<@Nullable String> apiKey;

	/**
	 * Create connection details.
	 * @param inherited the connection details of the default client
	 * @param baseUrl the base URL of the client, or {@code null} if it has none of its
	 * own
	 * @param apiKey provides the API key of the client, or {@code null} if it has none of
	 * its own
	 */
	NamedConnectionDetails(TogetherConnectionDetails inherited, @Nullable String baseUrl,
			Supplier<@Nullable String> apiKey) {
		this.inherited = inherited;
		this.baseUrl = baseUrl;
		this.apiKey = apiKey;
	}

	@Override
	public String getBaseUrl() {
		return (this.baseUrl != null) ? this.baseUrl : this.inherited.getBaseUrl();
	}

	@Override
	public @Nullable String getApiKey() {
		String apiKey = this.apiKey.get();
		return (apiKey != null || this.baseUrl != null) ? apiKey : this.inherited.getApiKey();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		return (this.baseUrl != null) ? null : this.inherited.getSslBundle();
	}

}
