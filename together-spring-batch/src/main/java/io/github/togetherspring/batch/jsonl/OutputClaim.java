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

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ItemStreamException;

/**
 * Exclusive access to an output. A file next to the output, with the suffix
 * {@code .state}, is locked while the output is written. It contains an id, which is also
 * in the job repository, and whether a part of the output is known to be committed.
 * Without it, the output that a killed job wrote before its first commit could not be
 * distinguished from an unrelated file.
 */
final class OutputClaim implements Closeable {

	private static final String SUFFIX = ".state";

	private static final String UNCOMMITTED = "uncommitted";

	// As long as the other value: the file is written at once, and never truncated.
	private static final String COMMITTED = "committed  ";

	private static final Pattern CONTENT = Pattern.compile("(\\S{36}) (" + UNCOMMITTED + "|" + COMMITTED + ")\n");

	private static final int CONTENT_LENGTH = 36 + 1 + UNCOMMITTED.length() + 1;

	private final Path output;

	private final FileChannel channel;

	private String id = "";

	private boolean committed;

	private OutputClaim(Path output, FileChannel channel) {
		this.output = output;
		this.channel = channel;
	}

	/**
	 * Return the file next to an output.
	 * @param output the output
	 * @return the file with the claim
	 */
	static Path file(Path output) {
		return output.resolveSibling(output.getFileName() + SUFFIX);
	}

	/**
	 * Lock an output.
	 * @param output the output
	 * @return the claim, which must be {@linkplain #begin() begun} or {@linkplain #resume
	 * resumed}
	 * @throws IOException if a file can't be written
	 * @throws ItemStreamException if it belongs to something else
	 */
	static OutputClaim lock(Path output) throws IOException {
		if (Files.isDirectory(output)) {
			throw new ItemStreamException("The output " + output + " is a directory");
		}
		Path parent = output.toAbsolutePath().getParent();
		if (parent != null) {
			Files.createDirectories(parent);
		}
		if (hasContent(output) && !Files.exists(file(output))) {
			throw foreign(output);
		}
		FileChannel channel = FileChannel.open(file(output), StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		try {
			if (tryLock(channel) == null) {
				throw new ItemStreamException("The output " + output + " is being written by another job");
			}
			return new OutputClaim(output, channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static boolean hasContent(Path file) throws IOException {
		return Files.exists(file) && Files.size(file) > 0;
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	/**
	 * Begin an output. It must be empty, or written by a job that was killed before its
	 * first commit.
	 * @throws IOException if a file can't be written
	 * @throws ItemStreamException if the output belongs to something else
	 */
	void begin() throws IOException {
		if (hasContent(this.output)) {
			if (!read() || this.committed) {
				throw foreign(this.output);
			}
		}
		this.id = UUID.randomUUID().toString();
		write(false);
		this.channel.truncate(CONTENT_LENGTH);
		this.channel.force(true);
	}

	/**
	 * Resume an output at a restart.
	 * @param expectedId the id in the job repository, or {@code null}
	 * @param position the committed length of the output
	 * @throws IOException if a file can't be read or written
	 * @throws ItemStreamException if the output is not the one that was written
	 */
	void resume(@Nullable Object expectedId, long position) throws IOException {
		if (!read() || !this.id.equals(expectedId)) {
			throw new ItemStreamException("The output " + this.output + " is not the one that this job has written. "
					+ "Restore it and " + file(this.output) + ", or start another job with another output");
		}
		Output.checkCommitted(this.output, position);
		if (position > 0) {
			commit();
		}
	}

	/**
	 * Record that a part of the output is committed.
	 * @throws IOException if the file can't be written
	 */
	void commit() throws IOException {
		if (!this.committed) {
			write(true);
			this.channel.force(true);
		}
	}

	/**
	 * Return the id of the output.
	 * @return the id
	 */
	String id() {
		return this.id;
	}

	private boolean read() throws IOException {
		ByteBuffer content = ByteBuffer.allocate(CONTENT_LENGTH);
		this.channel.read(content, 0);
		Matcher matcher = CONTENT.matcher(StandardCharsets.UTF_8.decode(content.flip()));
		if (!matcher.matches()) {
			return false;
		}
		this.id = matcher.group(1);
		this.committed = COMMITTED.equals(matcher.group(2));
		return true;
	}

	private void write(boolean committed) throws IOException {
		String content = this.id + " " + (committed ? COMMITTED : UNCOMMITTED) + "\n";
		this.channel.write(StandardCharsets.UTF_8.encode(content), 0);
		this.committed = committed;
	}

	private static ItemStreamException foreign(Path output) {
		return new ItemStreamException("The output " + output + " already exists and is not the output of a job "
				+ "that can be restarted. Remove it, or choose another output");
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
