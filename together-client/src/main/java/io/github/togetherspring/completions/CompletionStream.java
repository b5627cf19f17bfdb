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

import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A streamed response for blocking code. It holds a connection, so use it in a
 * try-with-resources statement.
 * <p>
 * The chunks can be read once. If the call fails, the iteration throws the error after
 * the chunks that were received before. A stream that ends without an error is complete.
 * Not thread-safe, except for {@link #close()}.
 */
public interface CompletionStream extends Iterable<CompletionChunk>, AutoCloseable {

	/**
	 * Return the chunks as they arrive. The iterator blocks until the next chunk arrives.
	 * @return the only iterator
	 * @throws IllegalStateException if this method was called before
	 */
	@Override
	Iterator<CompletionChunk> iterator();

	/**
	 * Return the chunks as a Java stream, instead of {@link #iterator()}.
	 * @return a sequential stream; closing it closes this
	 */
	default Stream<CompletionChunk> stream() {
		return StreamSupport.stream(spliterator(), false).onClose(this::close);
	}

	/**
	 * Read all remaining chunks, and combine them into a response.
	 * @return the response
	 */
	default CompletionResponse toResponse() {
		return stream().collect(CompletionResponse.collector());
	}

	/**
	 * Close the connection if the call has not ended. Closing again has no effect.
	 */
	@Override
	void close();

}
