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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * A new file for each execution of a step, whose name is part of the state. It begins
 * with a copy of what the previous execution has committed. If the process of that
 * execution is still alive, it writes to a file that is no longer used.
 */
final class ExecutionOutput implements Output {

	private static final String UUID_PATTERN = "\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

	private static final String POSITION = ".position";

	private static final String FILE = ".file";

	private final String name;

	private final Path base;

	private @Nullable Path file;

	private @Nullable Path previous;

	private boolean saved;

	/**
	 * Create an instance.
	 * @param name the name of the writer
	 * @param base the path with which those of the files begin
	 */
	ExecutionOutput(String name, Path base) {
		this.name = name;
		this.base = base;
	}

	/**
	 * Return the file that belongs to a state.
	 * @param state the state of a step
	 * @param name the name of the writer
	 * @param base the path with which that of the file begins
	 * @return the file, or {@code null} if nothing was committed
	 */
	static @Nullable Path find(ExecutionContext state, String name, Path base) {
		return state.containsKey(name + FILE) ? base.resolveSibling(state.getString(name + FILE)) : null;
	}

	/**
	 * Return the number of bytes of the file that are committed.
	 * @param state the state of a step
	 * @param name the name of the writer
	 * @return the length, 0 if nothing was committed
	 */
	static long length(ExecutionContext state, String name) {
		return state.getLong(name + POSITION, 0);
	}

	/**
	 * Return whether a file was created for an execution.
	 * @param file the file
	 * @param base the path with which those of the files begin
	 * @return whether its name is one of those that are created
	 */
	static boolean isOf(Path file, Path base) {
		String name = file.getFileName().toString();
		String prefix = base.getFileName().toString();
		return name.startsWith(prefix) && name.substring(prefix.length()).matches(UUID_PATTERN);
	}

	@Override
	public FileChannel open(ExecutionContext state) throws IOException {
		Path parent = this.base.toAbsolutePath().getParent();
		if (parent != null) {
			Files.createDirectories(parent);
		}
		this.previous = find(state, this.name, this.base);
		Path file = this.base.resolveSibling(this.base.getFileName() + "." + UUID.randomUUID());
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		this.file = file;
		try {
			if (this.previous != null) {
				long length = length(state, this.name);
				Output.checkCommitted(this.previous, length);
				Output.copy(this.previous, length, channel);
				channel.force(true);
			}
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	@Override
	public void save(ExecutionContext state, long position) {
		Path file = this.file;
		if (file != null) {
			state.putLong(this.name + POSITION, position);
			state.putString(this.name + FILE, file.getFileName().toString());
			this.saved = true;
		}
	}

	// The state with the name of the new file is committed, so no restart needs the old
	// one.
	@Override
	public void commit() throws IOException {
		Path previous = this.previous;
		this.previous = null;
		if (previous != null) {
			Files.deleteIfExists(previous);
		}
	}

	@Override
	public void close() throws IOException {
		Path file = this.file;
		this.file = null;
		if (file != null && !this.saved) {
			Files.deleteIfExists(file);
		}
		this.saved = false;
	}

}
