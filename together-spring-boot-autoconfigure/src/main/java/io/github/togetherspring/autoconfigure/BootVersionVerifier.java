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

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that refuses a Spring Boot that is
 * too old, where the conditions of all others would quietly not match. It must run on
 * Spring Boot 3.
 */
@AutoConfiguration
public final class TogetherBootVersionAutoConfiguration {

	TogetherBootVersionAutoConfiguration() {
		this(SpringBootVersion.getVersion());
	}

	TogetherBootVersionAutoConfiguration(@Nullable String bootVersion) {
		if (bootVersion != null && bootVersion.matches("[1-3]\\..*")) {
			throw new UnsupportedBootVersionException(bootVersion);
		}
	}

}
