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

package io.github.togetherspring.internal.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;

/**
 * Decodes compressed bodies that the HTTP client has not decoded: all of them on the
 * JDK's client, and those with a coding that was not requested on others.
 */
final class ContentCoding {

	private static final String IDENTITY = "identity";

	private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

	private ContentCoding() {
	}

	/**
	 * Return the coding of a response.
	 * @param head the response's head
	 * @return the name of the coding in lower case, or {@code null} if it is not
	 * compressed
	 */
	static @Nullable String of(ResponseHead head) {
		String header = head.header(HttpHeaders.CONTENT_ENCODING);
		String coding = (header != null) ? header.trim().toLowerCase(Locale.ROOT) : "";
		return (coding.isEmpty() || coding.equals(IDENTITY)) ? null : coding;
	}

	static boolean isReadable(@Nullable String coding) {
		return coding == null || GZIP.contains(coding);
	}

	/**
	 * Decode a whole body.
	 * @param buffer the body, which is read and released
	 * @param maxSize the maximum size of the decoded body, in bytes
	 * @return the bytes
	 * @throws IOException if the body does not have its declared coding, or is truncated
	 * @throws DataBufferLimitException if there are more bytes
	 */
	static DataBuffer decode(DataBuffer buffer, int maxSize) throws IOException {
		try (InputStream in = open(buffer.asInputStream())) {
			byte[] bytes = in.readNBytes(maxSize);
			if (in.read() != -1) {
				throw new DataBufferLimitException("More than " + maxSize + " bytes");
			}
			return DefaultDataBufferFactory.sharedInstance.wrap(bytes);
		}
		finally {
			DataBufferUtils.release(buffer);
		}
	}

	/**
	 * Decode the beginning of a body, as far as possible.
	 * @param bytes the beginning
	 * @param maxSize the maximum number of bytes to return
	 * @return the bytes
	 */
	static byte[] decodeBeginning(byte[] bytes, int maxSize) {
		byte[] decoded = new byte[maxSize];
		int length = 0;
		try (InputStream in = open(new ByteArrayInputStream(bytes))) {
			for (int read = 0; read != -1 && length < maxSize; length += Math.max(read, 0)) {
				read = in.read(decoded, length, maxSize - length);
			}
		}
		catch (IOException ex) {
			// It may be truncated.
		}
		return Arrays.copyOf(decoded, length);
	}

	// An empty body is not valid gzip, but is accepted here.
	private static InputStream open(InputStream in) throws IOException {
		return (in.available() > 0) ? new GZIPInputStream(in) : in;
	}

}
