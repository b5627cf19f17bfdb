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

import org.jspecify.annotations.Nullable;

/**
 * Lets only one process at a time run a job instance. A process that dies, for whatever
 * reason, releases its claims; a process that only pauses does not.
 */
@FunctionalInterface
public interface JobGuard {

	/**
	 * Claim a job instance for this process.
	 * @param instance the name and the identifying parameters of the instance
	 * @return the claim, or {@code null} if this or another process has already claimed
	 * the instance
	 */
	@Nullable Claim claim(String instance);

	/**
	 * A claim on a job instance.
	 */
	@FunctionalInterface
	interface Claim extends AutoCloseable {

		/**
		 * Release the job instance. Has no effect if called again.
		 */
		@Override
		void close();

		/**
		 * Ensure that the instance is claimed, and claim it again if the claim was lost,
		 * for example with a connection.
		 * @return {@code false} if another process has claimed it in the meantime
		 * @throws org.springframework.dao.DataAccessException if this can't be determined
		 * now
		 */
		default boolean renew() {
			return true;
		}

	}

}
