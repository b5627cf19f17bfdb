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

package io.github.togetherspring.batch.lifecycle;

/**
 * The lock of a job instance, which this process holds.
 */
@FunctionalInterface
public interface JobLock extends AutoCloseable {

	/**
	 * Release the lock. Has no effect if called again.
	 */
	@Override
	void close();

	/**
	 * Ensure that this process holds the lock, and acquire it again if it was lost, for
	 * example with a connection.
	 * @return {@code false} if another process has acquired it in the meantime
	 * @throws org.springframework.dao.DataAccessException if this can't be determined now
	 */
	default boolean renew() {
		return true;
	}

}
