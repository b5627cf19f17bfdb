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

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details required to connect to the API. A bean of this type replaces the properties
 * {@code together.base-url} and {@code together.api-key}, also for named clients without
 * a base URL of their own.
 */
public interface TogetherConnectionDetails extends ConnectionDetails {

	/**
	 * Return the base URL of the API, including its version. It is read when a client is
	 * built.
	 * @return an absolute {@code http} or {@code https} URL, which may have a query
	 */
	String getBaseUrl();

	/**
	 * Return the API key. It is read for each attempt of each call, so that it can change
	 * while the application is running. This method must not block.
	 * @return the key, {@code none} to send none, or {@code null} or a blank text if
	 * there is none
	 */
	@Nullable String getApiKey();

	/**
	 * Return the SSL bundle. It is read when the first client is built.
	 * @return the SSL bundle, or {@code null} to use {@code together.ssl.bundle}
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
