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
import java.util.zip.CRC32;

/**
 * Length and checksum of the line before the one at which a restart continues, in one
 * number: the upper half is the length with the line ending, the lower half the CRC-32.
 */
final class LineChecksum {

	/**
	 * No line, or a line that is too long to read again.
	 */
	static final long NONE = 0;

	private static final int BUFFER_SIZE = 64 * 1024;

	private LineChecksum() {
	}

	/**
	 * Combine a length and a checksum.
	 * @param length the number of bytes
	 * @param crc the CRC-32 of these bytes
	 * @return both
	 */
	static long of(long length, int crc) {
		return (length <= Integer.MAX_VALUE) ? (length << Integer.SIZE) | Integer.toUnsignedLong(crc) : NONE;
	}

	/**
	 * Return the length.
	 * @param checksum the checksum
	 * @return the number of bytes
	 */
	static int length(long checksum) {
		return (int) (checksum >>> Integer.SIZE);
	}

	/**
	 * Compare a line with a checksum.
	 * @param in a stream that starts with the line
	 * @param checksum the checksum
	 * @return whether the stream starts with that line
	 * @throws IOException if the stream can't be read
	 */
	static boolean matches(InputStream in, long checksum) throws IOException {
		CRC32 crc = new CRC32();
		byte[] buffer = new byte[BUFFER_SIZE];
		int left = length(checksum);
		while (left > 0) {
			int read = in.read(buffer, 0, Math.min(left, buffer.length));
			if (read < 0) {
				return false;
			}
			crc.update(buffer, 0, read);
			left -= read;
		}
		return (int) crc.getValue() == (int) checksum;
	}

}
