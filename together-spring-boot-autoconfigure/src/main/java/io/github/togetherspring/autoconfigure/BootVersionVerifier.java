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
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Refuses a Spring Boot that is too old, before what else comes with this library fails
 * on it with a missing class. It must run on Spring Boot 3.
 */
class BootVersionVerifier implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	private final @Nullable String bootVersion;

	BootVersionVerifier() {
		this(SpringBootVersion.getVersion());
	}

	BootVersionVerifier(@Nullable String bootVersion) {
		this.bootVersion = bootVersion;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (this.bootVersion != null && this.bootVersion.matches("[1-3]\\..*")) {
			throw new UnsupportedBootVersionException(this.bootVersion);
		}
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
