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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * {@link JobLockRegistry} for a database that only one process can open, such as an
 * embedded one. Executions that another process has left there are therefore not running.
 */
public final class LocalJobLockRegistry implements JobLockRegistry {

	private final Set<String> locked = ConcurrentHashMap.newKeySet();

	@Override
	public @Nullable JobLock tryLock(String instance) {
		if (!this.locked.add(instance)) {
			return null;
		}
		return () -> this.locked.remove(instance);
	}

}
