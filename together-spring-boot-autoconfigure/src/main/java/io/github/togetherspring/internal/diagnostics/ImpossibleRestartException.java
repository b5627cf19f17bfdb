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

package io.github.togetherspring.internal.diagnostics;

/**
 * A reader is to save its state for a restart, but the job repository does not keep it.
 */
public final class ImpossibleRestartException extends RuntimeException {

	private final String reader;

	/**
	 * Create an exception.
	 * @param reader the name of the bean
	 */
	public ImpossibleRestartException(String reader) {
		super("The reader '" + reader + "' saves its state, but the job repository keeps nothing: "
				+ "use a job repository with a database, or saveState(false)");
		this.reader = reader;
	}

	String reader() {
		return this.reader;
	}

}
