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

package io.github.togetherspring.sample.batch.files;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Recognizes failures that end when the database is available again.
 */
final class DatabaseOutage {

	private DatabaseOutage() {
	}

	/**
	 * Return whether an execution failed because the database was unavailable.
	 * @param execution the execution
	 * @return whether one of its failures says so
	 */
	static boolean hasEnded(JobExecution execution) {
		return execution.getAllFailureExceptions().stream().anyMatch(DatabaseOutage::isCauseOf);
	}

	/**
	 * Return whether a failure means that the database was unavailable.
	 * @param failure the failure
	 * @return whether the failure, or one of its causes, says so
	 */
	static boolean isCauseOf(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof DataAccessResourceFailureException || cause instanceof TransientDataAccessException
					|| cause instanceof RecoverableDataAccessException || cause instanceof TransactionException) {
				return true;
			}
		}
		return false;
	}

}
