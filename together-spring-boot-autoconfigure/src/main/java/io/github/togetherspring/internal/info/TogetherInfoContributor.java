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

package io.github.togetherspring.internal.info;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * {@link InfoContributor} that shows the version of this library and the host that each
 * client calls.
 */
public final class TogetherInfoContributor implements InfoContributor {

	private final Map<String, Object> details = new LinkedHashMap<>();

	/**
	 * Create a contributor.
	 * @param baseUrls the base URLs by name of the client
	 */
	public TogetherInfoContributor(Map<String, String> baseUrls) {
		String version = getClass().getPackage().getImplementationVersion();
		if (version != null) {
			this.details.put("version", version);
		}
		Map<String, String> hosts = new LinkedHashMap<>();
		baseUrls.forEach((client, baseUrl) -> hosts.put(client, host(baseUrl)));
		this.details.put("clients", hosts);
	}

	@Override
	public void contribute(Info.Builder builder) {
		builder.withDetail("together", this.details);
	}

	// Only the host: the rest of the URL may be confidential.
	private static String host(String baseUrl) {
		URI uri = URI.create(baseUrl.trim());
		@Nullable String host = uri.getHost();
		if (host == null) {
			return "unknown";
		}
		return (uri.getPort() != -1) ? host + ":" + uri.getPort() : host;
	}

}
