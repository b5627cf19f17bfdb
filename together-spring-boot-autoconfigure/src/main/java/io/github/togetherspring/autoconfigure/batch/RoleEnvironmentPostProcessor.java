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

package io.github.togetherspring.autoconfigure.batch;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.togetherspring.autoconfigure.TogetherBatchProperties.Role;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Sets defaults of Spring Boot's properties for {@code together.batch.role}: a worker
 * runs no jobs at startup. A worker, and a manager that runs no job at startup, keep
 * running.
 */
class RoleEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String RUN_JOBS = "spring.batch.job.enabled";

	private static final String KEEP_ALIVE = "spring.main.keep-alive";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.containsProperty(OnRoleCondition.PROPERTY)) {
			return;
		}
		Role role = role(environment);
		Map<String, Object> defaults = new LinkedHashMap<>();
		if (role == Role.WORKER) {
			defaults.put(RUN_JOBS, false);
		}
		if (role != Role.LOCAL && (role == Role.WORKER || !environment.getProperty(RUN_JOBS, Boolean.class, true))) {
			defaults.put(KEEP_ALIVE, true);
		}
		if (!defaults.isEmpty()) {
			environment.getPropertySources().addLast(new MapPropertySource("togetherBatchRole", defaults));
		}
	}

	// An unknown role is reported later, when failure analyzers are available.
	private static Role role(ConfigurableEnvironment environment) {
		try {
			return OnRoleCondition.role(environment);
		}
		catch (BindException ex) {
			return Role.LOCAL;
		}
	}

	// After the files that may set the role.
	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

}
