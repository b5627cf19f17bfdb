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

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Source of lines: a file or any other resource. Gzip is decompressed.
 */
abstract class LineSource {

	private static final int BUFFER_SIZE = 64 * 1024;

	private static final int FIRST_BLOCK = 64 * 1024;

	private static final byte[] GZIP_MAGIC = { 0x1F, (byte) 0x8B };

	/**
	 * Create a source.
	 * @param resource a file or another resource
	 * @return the source
	 * @throws IOException if a file has no path
	 */
	static LineSource of(Resource resource) throws IOException {
		if (resource.isFile()) {
			return new FileSource(resource.getFile().toPath());
		}
		return resource.isOpen() ? new StreamSource(resource) : new ResourceSource(resource);
	}

	/**
	 * Open the source.
	 * @param offset the offset of the first byte to read, after decompression
	 * @return a stream that starts at the offset, or ends before it
	 * @throws IOException if the source can't be read
	 */
	abstract InputStream open(long offset) throws IOException;

	/**
	 * Return whether the source is compressed or can only be read once, so that it can't
	 * be read from an offset.
	 * @return whether the source has no ranges
	 * @throws IOException if the source can't be read
	 */
	abstract boolean isSequential() throws IOException;

	/**
	 * Return what identifies the content: the size and the digest of the first block.
	 * @return the fingerprint, or {@code null} if the content can only be read once
	 * @throws IOException if the source can't be read
	 */
	abstract @Nullable String fingerprint() throws IOException;

	/**
	 * Return the size before decompression. Not supported if the content can only be read
	 * once.
	 * @return the number of bytes
	 * @throws IOException if the size is not known
	 */
	abstract long size() throws IOException;

	private static boolean isGzipName(@Nullable String name) {
		return name != null && name.toLowerCase(Locale.ROOT).endsWith(".gz");
	}

	private static boolean isGzip(byte[] start) {
		return start.length == GZIP_MAGIC.length && start[0] == GZIP_MAGIC[0] && start[1] == GZIP_MAGIC[1];
	}

	private static InputStream decompress(InputStream in) throws IOException {
		try {
			return new GZIPInputStream(in, BUFFER_SIZE);
		}
		catch (IOException | RuntimeException ex) {
			in.close();
			throw ex;
		}
	}

	private static InputStream skip(InputStream in, long offset) throws IOException {
		try {
			long left = offset;
			while (left > 0) {
				long skipped = in.skip(left);
				if (skipped == 0 && in.read() < 0) {
					break;
				}
				left -= Math.max(skipped, 1);
			}
			return in;
		}
		catch (IOException | RuntimeException ex) {
			in.close();
			throw ex;
		}
	}

	private static final class FileSource extends LineSource {

		private final Path file;

		private FileSource(Path file) {
			this.file = file;
		}

		@Override
		InputStream open(long offset) throws IOException {
			if (isSequential()) {
				return skip(decompress(Files.newInputStream(this.file)), offset);
			}
			FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ);
			try {
				return Channels.newInputStream(channel.position(offset));
			}
			catch (IOException | RuntimeException ex) {
				channel.close();
				throw ex;
			}
		}

		@Override
		boolean isSequential() throws IOException {
			if (isGzipName(this.file.toString())) {
				return true;
			}
			try (InputStream in = Files.newInputStream(this.file)) {
				return isGzip(in.readNBytes(GZIP_MAGIC.length));
			}
		}

		@Override
		String fingerprint() throws IOException {
			return size() + " " + JsonLines.sha256(this.file, FIRST_BLOCK);
		}

		@Override
		long size() throws IOException {
			return Files.size(this.file);
		}

	}

	private static final class ResourceSource extends LineSource {

		private final Resource resource;

		private ResourceSource(Resource resource) {
			this.resource = resource;
		}

		@Override
		InputStream open(long offset) throws IOException {
			if (isSequential()) {
				return skip(decompress(this.resource.getInputStream()), offset);
			}
			return (this.resource instanceof RangeResource ranges) ? ranges.getInputStream(offset)
					: skip(this.resource.getInputStream(), offset);
		}

		@Override
		boolean isSequential() throws IOException {
			if (isGzipName(this.resource.getFilename())) {
				return true;
			}
			try (InputStream in = this.resource.getInputStream()) {
				return isGzip(in.readNBytes(GZIP_MAGIC.length));
			}
		}

		@Override
		String fingerprint() throws IOException {
			try (InputStream in = this.resource.getInputStream()) {
				return size() + " " + JsonLines.sha256(in, FIRST_BLOCK);
			}
		}

		@Override
		long size() throws IOException {
			long size = this.resource.contentLength();
			if (size < 0) {
				throw new IOException("The size of " + this.resource.getDescription() + " is not known");
			}
			return size;
		}

	}

	/**
	 * A resource that can only be read once.
	 */
	private static final class StreamSource extends LineSource {

		private final Resource resource;

		private StreamSource(Resource resource) {
			this.resource = resource;
		}

		@Override
		InputStream open(long offset) throws IOException {
			InputStream in = new BufferedInputStream(this.resource.getInputStream(), BUFFER_SIZE);
			in.mark(GZIP_MAGIC.length);
			byte[] start = in.readNBytes(GZIP_MAGIC.length);
			in.reset();
			return skip(isGzip(start) ? decompress(in) : in, offset);
		}

		@Override
		boolean isSequential() {
			return true;
		}

		@Override
		@Nullable String fingerprint() {
			return null;
		}

		@Override
		long size() {
			throw new UnsupportedOperationException();
		}

	}

}
