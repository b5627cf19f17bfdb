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

import io.github.togetherspring.autoconfigure.TogetherBatchProperties.Role;
import io.github.togetherspring.batch.remote.RemotePartitions;
import io.github.togetherspring.internal.diagnostics.UnusableRoleException;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Rejects a role that the application can't have, before beans are created.
 */
class RoleCheck implements BeanFactoryPostProcessor {

	private final Environment environment;

	RoleCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Role role = OnRoleCondition.role(this.environment);
		if (role == Role.LOCAL) {
			return;
		}
		if (beanFactory.getBeanNamesForType(RemotePartitions.class, true, false).length == 0) {
			throw UnusableRoleException.ofDatabase(role.name(), "there is no job repository in a database");
		}
		if (role == Role.WORKER && this.environment.getProperty("spring.batch.job.enabled", Boolean.class, false)) {
			throw new UnusableRoleException(role.name(),
					"a worker runs no jobs, but 'spring.batch.job.enabled' is true",
					"Remove 'spring.batch.job.enabled', which is false in a worker, or set it where managers are "
							+ "configured.");
		}
	}

}
