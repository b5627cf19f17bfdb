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

import io.github.togetherspring.batch.lifecycle.JobGuard;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Logs a warning about a manager without a {@link JobGuard}, which can't detect other
 * managers.
 */
class GuardCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(GuardCheck.class);

	private final ObjectProvider<JobGuard> guard;

	GuardCheck(ObjectProvider<JobGuard> guard) {
		this.guard = guard;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.guard.getIfAvailable() == null) {
			logger.warn("Nothing prevents two managers from running the same job, and the job of a manager that dies"
					+ " is not continued: 'together.batch.recover' is false, or the jobs have a database of their own."
					+ " Define a bean of the type 'JobGuard', such as a 'PostgresJobGuard'.");
		}
	}

}
