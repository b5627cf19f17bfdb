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

package io.github.togetherspring.sample.page;

import java.net.URI;

import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.autoconfigure.TogetherProperties;
import io.github.togetherspring.simulator.TogetherSimulator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Returns the settings that the page needs. Of the URL of the server, these only include
 * the host, because a user name or a path may be confidential.
 */
@RestController
@EnableConfigurationProperties(PlaygroundProperties.class)
class PlaygroundController {

	private static final String UNKNOWN = "unknown";

	private final PlaygroundInfo info;

	PlaygroundController(TogetherConnectionDetails connection, TogetherProperties together,
			PlaygroundProperties playground, ObjectProvider<TogetherSimulator> simulator,
			ObjectProvider<BuildProperties> build) {
		String server = (simulator.getIfAvailable() != null) ? "simulator" : "service";
		this.info = new PlaygroundInfo(server, host(connection.getBaseUrl()), together.getCompletions().getModel(),
				playground.models(), version(build.getIfAvailable()));
	}

	@GetMapping("/playground/info")
	PlaygroundInfo info() {
		return this.info;
	}

	private static String host(String baseUrl) {
		URI uri = URI.create(baseUrl.strip());
		@Nullable String host = uri.getHost();
		if (host == null) {
			return UNKNOWN;
		}
		return (uri.getPort() != -1) ? host + ":" + uri.getPort() : host;
	}

	// All modules have one version.
	private static String version(@Nullable BuildProperties build) {
		@Nullable String version = (build != null) ? build.getVersion() : null;
		return (version != null) ? version : UNKNOWN;
	}

}
