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

package io.github.togetherspring.batch.remote;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * Updates step executions that another process has executed.
 */
final class StoredStepExecution {

	private StoredStepExecution() {
	}

	/**
	 * Copy the stored state to another instance of the same step execution.
	 * @param stored the step execution as stored
	 * @param known the instance of this process, which is changed
	 */
	static void copy(StepExecution stored, StepExecution known) {
		set(stored.getVersion(), known::setVersion);
		known.setStatus(stored.getStatus());
		known.setExitStatus(stored.getExitStatus());
		set(stored.getStartTime(), known::setStartTime);
		set(stored.getEndTime(), known::setEndTime);
		set(stored.getLastUpdated(), known::setLastUpdated);
		known.setExecutionContext(stored.getExecutionContext());
		known.setCommitCount(stored.getCommitCount());
		known.setRollbackCount(stored.getRollbackCount());
		known.setReadCount(stored.getReadCount());
		known.setFilterCount(stored.getFilterCount());
		known.setWriteCount(stored.getWriteCount());
		known.setReadSkipCount(stored.getReadSkipCount());
		known.setProcessSkipCount(stored.getProcessSkipCount());
		known.setWriteSkipCount(stored.getWriteSkipCount());
	}

	private static <T> void set(@Nullable T value, Consumer<T> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

}
