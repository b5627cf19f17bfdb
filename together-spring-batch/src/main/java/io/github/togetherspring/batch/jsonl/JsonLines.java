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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.core.io.Resource;

/**
 * Utilities for the files of a job.
 */
public final class JsonLines {

	private static final int BUFFER_SIZE = 256 * 1024;

	private JsonLines() {
	}

	/**
	 * Return the digest of a file. As an identifying parameter of a job, it makes a
	 * changed input a new job instance instead of a restart. Reads the whole file.
	 * @param file the file
	 * @return the SHA-256 digest in hexadecimal
	 * @throws IOException if the file can't be read
	 */
	public static String sha256(Path file) throws IOException {
		return sha256(file, Long.MAX_VALUE);
	}

	/**
	 * Return the digest of a resource. Reads the whole resource.
	 * @param resource the resource, which can be read more than once
	 * @return the SHA-256 digest in hexadecimal
	 * @throws IOException if the resource can't be read
	 */
	public static String sha256(Resource resource) throws IOException {
		try (InputStream in = resource.getInputStream()) {
			return sha256(in, Long.MAX_VALUE);
		}
	}

	/**
	 * Return the digest of the beginning of a file.
	 * @param file the file
	 * @param length the maximum number of bytes
	 * @return the SHA-256 digest in hexadecimal
	 * @throws IOException if the file can't be read
	 */
	static String sha256(Path file, long length) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			return sha256(in, length);
		}
	}

	/**
	 * Return the digest of the beginning of a stream.
	 * @param in the stream
	 * @param length the maximum number of bytes
	 * @return the SHA-256 digest in hexadecimal
	 * @throws IOException if the stream can't be read
	 */
	static String sha256(InputStream in, long length) throws IOException {
		MessageDigest digest = newDigest();
		byte[] buffer = new byte[BUFFER_SIZE];
		long left = length;
		while (left > 0) {
			int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
			if (read < 0) {
				break;
			}
			digest.update(buffer, 0, read);
			left -= read;
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

}
