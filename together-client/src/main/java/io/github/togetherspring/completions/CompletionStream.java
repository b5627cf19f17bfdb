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
 * A streamed answer for blocking code. It holds a connection, so it belongs into a
 * try-with-resources statement; closing it early closes the call.
 * <p>
 * The chunks can be read once. An error of the call is thrown from the iteration, after
 * the chunks that came before it. A stream that ends without an error is complete. Not
 * for use by several threads at once, except for {@link #close()}.
 */
public interface CompletionStream extends Iterable<CompletionChunk>, AutoCloseable {

	/**
	 * Returns the chunks as they arrive. The iterator waits for the next chunk.
	 * @return the only iterator
	 * @throws IllegalStateException if it was asked for before
	 */
	@Override
	Iterator<CompletionChunk> iterator();

	/**
	 * Returns the chunks as a Java stream, in place of {@link #iterator()}.
	 * @return a sequential stream; closing it closes this
	 */
	default Stream<CompletionChunk> stream() {
		return StreamSupport.stream(spliterator(), false).onClose(this::close);
	}

	/**
	 * Reads all chunks that are left and folds them into a response.
	 * @return the response
	 */
	default CompletionResponse toResponse() {
		return stream().collect(CompletionResponse.collector());
	}

	/**
	 * Ends the call if it is still under way. Closing again does nothing.
	 */
	@Override
	void close();

}
