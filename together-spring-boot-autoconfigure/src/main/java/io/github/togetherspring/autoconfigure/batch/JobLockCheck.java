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

import io.github.togetherspring.batch.lifecycle.JobLockRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Logs a warning about a manager without a {@link JobLockRegistry}, which can't detect
 * other managers.
 */
class JobLockCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(JobLockCheck.class);

	private final ObjectProvider<JobLockRegistry> lockRegistry;

	JobLockCheck(ObjectProvider<JobLockRegistry> lockRegistry) {
		this.lockRegistry = lockRegistry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.lockRegistry.getIfAvailable() == null) {
			logger.warn("Nothing prevents two managers from running the same job, and the job of a manager that dies"
					+ " is not continued: 'together.batch.lock.enabled' is false, or the jobs have a database of their own."
					+ " Define a bean of the type 'JobLockRegistry', such as a 'PostgresJobLockRegistry'.");
		}
	}

}
