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

package io.github.togetherspring.test.assertj.completions;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.TogetherException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * Entry point for assertions on what the client returns and throws, for static imports
 * together with AssertJ's own.
 */
public final class CompletionAssertions {

	private CompletionAssertions() {
	}

	/**
	 * Create assertions on a response.
	 * @param actual the response
	 * @return the assertions
	 */
	public static CompletionResponseAssert assertThat(@Nullable CompletionResponse actual) {
		return new CompletionResponseAssert(actual);
	}

	/**
	 * Create assertions on a chunk of a stream.
	 * @param actual the chunk
	 * @return the assertions
	 */
	public static CompletionChunkAssert assertThat(@Nullable CompletionChunk actual) {
		return new CompletionChunkAssert(actual);
	}

	/**
	 * Create assertions on an exception of the client.
	 * @param actual the exception
	 * @return the assertions
	 */
	public static TogetherExceptionAssert assertThat(@Nullable TogetherException actual) {
		return new TogetherExceptionAssert(actual);
	}

	/**
	 * Verify that code throws a {@link TogetherException}.
	 * @param code the code
	 * @return assertions on the exception
	 */
	public static TogetherExceptionAssert assertThatTogetherExceptionIsThrownBy(ThrowingCallable code) {
		Throwable thrown = Assertions.catchThrowable(code);
		Assertions.assertThat(thrown).as("TogetherException thrown").isInstanceOf(TogetherException.class);
		return new TogetherExceptionAssert((TogetherException) thrown);
	}

}
