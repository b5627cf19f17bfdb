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

package io.github.togetherspring.batch.jsonl;

import java.io.IOException;
import java.io.InputStream;

import org.springframework.core.io.Resource;

/**
 * A resource that can be read from any offset, such as an object in a store that supports
 * range requests. {@link JsonLinesItemReader} reads a partition of such a resource, or
 * continues after a restart, without reading what is before it.
 */
public interface RangeResource extends Resource {

	/**
	 * Return a stream of the content from an offset to its end.
	 * @param offset the number of bytes before the first one to read, from 0 to
	 * {@link #contentLength()}
	 * @return a new stream, which the caller closes
	 * @throws IOException if the content can't be read
	 */
	InputStream getInputStream(long offset) throws IOException;

}
