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

package io.github.togetherspring.batch.observation;

import io.github.togetherspring.batch.CompletionProgress;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * An execution of a step in this process.
 *
 * @param stepExecutionId its id, or -1 outside a step
 * @param readerName the name of its reader
 */
record StepRun(long stepExecutionId, String readerName) {

	static StepRun of(@Nullable StepExecution stepExecution, CompletionProgress progress) {
		return new StepRun((stepExecution != null) ? stepExecution.getId() : -1, progress.readerName());
	}

}
