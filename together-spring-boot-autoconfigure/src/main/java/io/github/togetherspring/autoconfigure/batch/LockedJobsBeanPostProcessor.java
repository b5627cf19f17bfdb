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

import io.github.togetherspring.batch.lifecycle.LockedJobs;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Decorates each {@link Job} and {@link JobOperator} with {@link LockedJobs}. Not
 * ordered, so that it runs after post-processors that recognize jobs by their class.
 */
class LockedJobsBeanPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<LockedJobs> lockedJobs;

	LockedJobsBeanPostProcessor(ObjectProvider<LockedJobs> lockedJobs) {
		this.lockedJobs = lockedJobs;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof Job job) {
			return this.lockedJobs.getObject().decorate(job);
		}
		if (bean instanceof JobOperator operator) {
			return this.lockedJobs.getObject().decorate(operator);
		}
		return bean;
	}

}
