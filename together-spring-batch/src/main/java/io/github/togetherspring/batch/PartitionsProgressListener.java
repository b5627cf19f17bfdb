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

package io.github.togetherspring.batch;

import org.springframework.batch.core.step.StepExecution;

/**
 * Receives the progress of a step whose partitions run on other machines, in the process
 * of its manager: at each poll, and when the step ends.
 */
@FunctionalInterface
public interface PartitionsProgressListener {

	/**
	 * Called in the thread of the step. Must not block.
	 * @param stepExecution the step that is divided into partitions
	 * @param progress what has been done
	 */
	void onProgress(StepExecution stepExecution, PartitionsProgress progress);

}
