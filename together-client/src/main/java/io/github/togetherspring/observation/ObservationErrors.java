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

package io.github.togetherspring.observation;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The errors of observing the calls of one client, which must not become errors of the
 * calls. The first is a warning, the others would be noise.
 */
final class ObservationErrors {

	private static final Log logger = LogFactory.getLog(CompletionsObservation.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	void report(RuntimeException error) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("A call can't be observed as it should be; further such errors are logged at level DEBUG",
					error);
		}
		else {
			logger.debug("A call can't be observed as it should be", error);
		}
	}

}
