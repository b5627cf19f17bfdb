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
 * Where the API is and with which key. A bean of this type takes the place of the
 * properties {@code together.base-url} and {@code together.api-key}, also for named
 * clients that have no base URL of their own.
 */
public interface TogetherConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the base URL of the API, including its version. It is asked for once.
	 * @return an absolute http or https URL, which may have a query
	 */
	String getBaseUrl();

	/**
	 * Returns the API key. It is asked for each request, so that a key can be replaced
	 * while the application runs; it must not block.
	 * @return the key, {@code none} to send none, or {@code null} or a blank text if
	 * there is none
	 */
	@Nullable String getApiKey();

	/**
	 * Returns what to trust and which certificate to show. It is asked for once.
	 * @return the SSL bundle, or {@code null} if {@code together.ssl.bundle} counts
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
