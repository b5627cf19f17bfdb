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

import org.jspecify.annotations.Nullable;

/**
 * Adapts {@link TogetherProperties} to {@link TogetherConnectionDetails}.
 */
class PropertiesTogetherConnectionDetails implements TogetherConnectionDetails {

	private final TogetherProperties properties;

	PropertiesTogetherConnectionDetails(TogetherProperties properties) {
		this.properties = properties;
	}

	@Override
	public String getBaseUrl() {
		String baseUrl = this.properties.baseUrl();
		// Compose files and shells easily set a variable to nothing.
		return baseUrl.isBlank() ? TogetherProperties.DEFAULT_BASE_URL : baseUrl;
	}

	@Override
	public @Nullable String getApiKey() {
		return this.properties.apiKey();
	}

}
