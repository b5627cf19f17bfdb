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
 * Is notified of jobs with a {@link JobBudget}, for example to show what is left.
 */
public interface JobBudgetListener {

	/**
	 * A step that spends something begins, and no other one of the execution runs in this
	 * process.
	 * @param spending what the job has spent, which changes
	 */
	void opened(JobSpending spending);

	/**
	 * No step of the execution runs in this process any more.
	 * @param spending what the job has spent
	 */
	void closed(JobSpending spending);

}
