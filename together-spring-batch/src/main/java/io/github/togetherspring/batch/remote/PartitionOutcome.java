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

import java.util.Locale;

/**
 * How a claim on a partition ended.
 */
enum PartitionOutcome {

	/** The partition is done. */
	COMPLETED,

	/** The partition has failed, which makes the job fail. */
	FAILED,

	/** The partition has stopped, because the job is stopping. */
	STOPPED,

	/** Released after a failure, to be tried again. */
	RETRIED,

	/** Released because the worker is stopping. */
	INTERRUPTED,

	/** Released because an earlier worker was still committing. */
	CONFLICT,

	/** Another worker continues the partition, or may do so. */
	LOST;

	String tag() {
		return name().toLowerCase(Locale.ROOT);
	}

}
