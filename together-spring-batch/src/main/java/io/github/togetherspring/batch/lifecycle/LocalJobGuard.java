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
 * {@link JobGuard} for a database that only one process can open, such as an embedded
 * one. Executions that another process has left there are therefore not running.
 */
public final class LocalJobGuard implements JobGuard {

	private final Set<String> claimed = ConcurrentHashMap.newKeySet();

	@Override
	public @Nullable Claim claim(String instance) {
		if (!this.claimed.add(instance)) {
			return null;
		}
		return () -> this.claimed.remove(instance);
	}

}
