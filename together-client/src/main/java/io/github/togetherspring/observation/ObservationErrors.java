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
 * Handles errors that occur while calls of one client are observed, so that the calls are
 * not affected. Only the first one is logged as a warning.
 */
final class ObservationErrors {

	private static final Log logger = LogFactory.getLog(CompletionsObservation.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	void report(Throwable error) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("The observation of a call failed; further such errors are logged at level DEBUG", error);
		}
		else {
			logger.debug("The observation of a call failed", error);
		}
	}

}
