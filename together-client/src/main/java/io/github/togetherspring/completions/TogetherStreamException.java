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

package io.github.togetherspring.completions;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A stream started, but did not finish. The chunks before the exception are valid, but
 * incomplete.
 */
public abstract class TogetherStreamException extends TogetherException {

	TogetherStreamException(String message, FailedResponse response, @Nullable Throwable cause) {
		super(message, response, cause);
	}

	@Override
	public FailedResponse response() {
		return Objects.requireNonNull(super.response());
	}

}
