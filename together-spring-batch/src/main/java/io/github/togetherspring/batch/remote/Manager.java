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

package io.github.togetherspring.batch.remote;

import java.util.List;
import java.util.function.Predicate;

import io.github.togetherspring.batch.PartitionsProgressListener;

import org.springframework.batch.core.job.JobExecution;

/**
 * The manager of a process, as used by its steps.
 *
 * @param stopRequested whether an execution should stop
 * @param renewLock ensures that this process holds the lock of an execution's instance,
 * and returns {@code false} if another process holds it
 * @param listeners receive the progress of the steps
 */
record Manager(Predicate<JobExecution> stopRequested, Predicate<JobExecution> renewLock,
		List<PartitionsProgressListener> listeners) {

}
