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
 * Locks job instances, so that only one process at a time runs each of them. A process
 * that dies, for whatever reason, releases its locks; a process that only pauses does
 * not.
 */
@FunctionalInterface
public interface JobLockRegistry {

	/**
	 * Lock a job instance, without waiting.
	 * @param instance the name and the identifying parameters of the instance
	 * @return the lock, or {@code null} if this or another process holds it
	 */
	@Nullable JobLock tryLock(String instance);

}
