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

package io.github.togetherspring.sample.batch.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * An input and what identifies its content.
 *
 * @param file the file
 * @param lines the number of lines
 * @param sha256 the digest of the file, in hexadecimal
 */
record InputFile(Path file, long lines, String sha256) {

	private static final int BUFFER_SIZE = 256 * 1024;

	private static final int[] GZIP = { 0x1F, 0x8B };

	/**
	 * Read a whole file.
	 * @param file the file, which may be compressed with gzip
	 * @return the input
	 * @throws RefusedException if the file can't be read
	 */
	static InputFile of(Path file) {
		MessageDigest digest = newDigest();
		try (InputStream in = new BufferedInputStream(new DigestInputStream(Files.newInputStream(file), digest),
				BUFFER_SIZE)) {
			long lines = countLines(isGzip(in) ? new GZIPInputStream(in, BUFFER_SIZE) : in);
			in.transferTo(OutputStream.nullOutputStream());
			return new InputFile(file, lines, HexFormat.of().formatHex(digest.digest()));
		}
		catch (IOException ex) {
			throw new RefusedException(file + " can't be read: " + ex.getMessage());
		}
	}

	/**
	 * Return whether a file is compressed with gzip.
	 * @param file the file
	 * @return whether it has the name or the first bytes of gzip
	 * @throws RefusedException if the file can't be read
	 */
	static boolean isCompressed(Path file) {
		try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
			return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz") || isGzip(in);
		}
		catch (IOException ex) {
			throw new RefusedException(file + " can't be read: " + ex.getMessage());
		}
	}

	private static boolean isGzip(InputStream in) throws IOException {
		in.mark(GZIP.length);
		boolean matches = in.read() == GZIP[0] && in.read() == GZIP[1];
		in.reset();
		return matches;
	}

	private static long countLines(InputStream in) throws IOException {
		byte[] buffer = new byte[BUFFER_SIZE];
		long lines = 0;
		byte last = '\n';
		for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
			for (int i = 0; i < read; i++) {
				lines += (buffer[i] == '\n') ? 1 : 0;
			}
			last = (read > 0) ? buffer[read - 1] : last;
		}
		return (last != '\n') ? lines + 1 : lines;
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
