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

package io.github.togetherspring.sample.bulk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Exclusive access to an output. A file next to the output contains the fingerprint of
 * the input, and is locked, so that results of different inputs are never mixed and no
 * two processes write the same output.
 */
final class OutputClaim implements Closeable {

	private static final JsonMapper mapper = JsonMapper.shared();

	private final BulkCommand command;

	private final Fingerprint input;

	private final FileChannel channel;

	private OutputClaim(BulkCommand command, Fingerprint input, FileChannel channel) {
		this.command = command;
		this.input = input;
		this.channel = channel;
	}

	/**
	 * Claim the output.
	 * @param command the command
	 * @param input the fingerprint of the input
	 * @return the claim
	 * @throws IOException if a file can't be read or written
	 * @throws BulkRefusedException if the output belongs to another input or process
	 */
	static OutputClaim of(BulkCommand command, Fingerprint input) throws IOException {
		boolean begun = hasContent(command.output()) || Files.exists(command.previous());
		if (begun && !Files.exists(command.state())) {
			throw new BulkRefusedException(
					command.output() + " has something else in it; remove it, or name another file with --out");
		}
		FileChannel channel = FileChannel.open(command.state(), StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		try {
			lock(channel, command);
			if (!begun) {
				write(channel, input);
			}
			else if (!input.equals(read(channel))) {
				throw new BulkRefusedException(command.output() + " has results of another input, or " + command.input()
						+ " was changed since; name another file with --out");
			}
			return new OutputClaim(command, input, channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Open the output. If failed requests are sent again, it starts empty, and the
	 * earlier results are kept in another file until it is complete.
	 * @return the output
	 * @throws IOException if it can't be read or written
	 * @throws BulkRefusedException if it has a line that is not a result
	 */
	ResultFile open() throws IOException {
		Path output = this.command.output();
		if (this.command.retryFailed() && Files.exists(output)) {
			ResultFile.Count results = ResultFile.count(output);
			boolean underWay = Files.exists(this.command.previous()) && results.lines() < this.input.lines();
			if (results.failed() > 0 && !underWay) {
				Files.move(output, this.command.previous(), StandardCopyOption.ATOMIC_MOVE,
						StandardCopyOption.REPLACE_EXISTING);
			}
		}
		return ResultFile.open(output);
	}

	private static boolean hasContent(Path file) throws IOException {
		return Files.exists(file) && Files.size(file) > 0;
	}

	private static void lock(FileChannel channel, BulkCommand command) throws IOException {
		if (tryLock(channel) == null) {
			throw new BulkRefusedException(command.output() + " is being written by another process");
		}
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	private static void write(FileChannel channel, Fingerprint input) throws IOException {
		channel.truncate(0);
		ByteBuffer json = ByteBuffer.wrap(mapper.writeValueAsBytes(input));
		while (json.hasRemaining()) {
			channel.write(json);
		}
		channel.force(true);
	}

	private static @Nullable Fingerprint read(FileChannel channel) throws IOException {
		try {
			return mapper.readValue(Channels.newInputStream(channel).readAllBytes(), Fingerprint.class);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
