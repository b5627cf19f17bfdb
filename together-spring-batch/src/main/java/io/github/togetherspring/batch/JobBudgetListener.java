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

/**
 * Listener for jobs with a {@link JobBudget}, for example to show what is left.
 */
public interface JobBudgetListener {

	/**
	 * Called when a step with the budget begins, and no other step of the execution runs
	 * in this process.
	 * @param spending what the job has spent, updated while it runs
	 */
	void opened(JobSpending spending);

	/**
	 * Called when the last step of the execution in this process has ended.
	 * @param spending what the job has spent
	 */
	void closed(JobSpending spending);

}
