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

import io.github.togetherspring.observation.CompletionsObservationDocumentation.Events;
import io.micrometer.observation.Observation;

/**
 * What an attempt that failed has led to.
 *
 * @param kind what happened
 * @param errorType why the attempt failed, as in {@code error.type}
 */
record CallEvent(Events kind, String errorType) implements Observation.Event {

	static CallEvent of(Events kind, Throwable error) {
		return new CallEvent(kind, ErrorTypes.of(error));
	}

	@Override
	public String getName() {
		return this.kind.getName();
	}

	@Override
	public String getContextualName() {
		return this.kind.description() + " after " + this.errorType;
	}

}
