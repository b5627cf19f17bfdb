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
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;

/**
 * The file of a writer. Finds what was committed, and prevents other writers.
 */
interface Output extends Closeable {

	/**
	 * Open the file, with what was committed and nothing else.
	 * @param state the state of the step
	 * @return a channel at the end of the file
	 * @throws IOException if a file can't be read or written
	 * @throws ItemStreamException if the file is not the one that was written
	 */
	FileChannel open(ExecutionContext state) throws IOException;

	/**
	 * Save which file was written, and how much of it.
	 * @param state the state of the step
	 * @param position the length of the file
	 */
	void save(ExecutionContext state, long position);

	/**
	 * Record that saved lines are committed.
	 * @throws IOException if a file can't be written
	 */
	void commit() throws IOException;

	/**
	 * Check that a file has all lines that were committed.
	 * @param file the file
	 * @param position the length of the lines that were committed
	 * @throws IOException if the file can't be read
	 * @throws ItemStreamException if it is shorter, or does not have a line that ends
	 * there
	 */
	static void checkCommitted(Path file, long position) throws IOException {
		long size = Files.exists(file) ? Files.size(file) : 0;
		if (size < position || !endsWithLineFeed(file, position)) {
			throw new ItemStreamException("The output " + file + " has lost results that were committed: "
					+ "it should have at least " + position + " bytes that end with a complete line, but has " + size
					+ ". Restore it, or start another job with a different output");
		}
	}

	private static boolean endsWithLineFeed(Path file, long position) throws IOException {
		if (position == 0) {
			return true;
		}
		try (FileChannel written = FileChannel.open(file, StandardOpenOption.READ)) {
			ByteBuffer last = ByteBuffer.allocate(1);
			return written.read(last, position - 1) == 1 && last.get(0) == '\n';
		}
	}

	/**
	 * Append the beginning of a file to another one.
	 * @param file the file
	 * @param length the number of bytes
	 * @param target the other file
	 * @throws IOException if a file can't be read or written, or is shorter
	 */
	static void copy(Path file, long length, FileChannel target) throws IOException {
		try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
			long copied = 0;
			while (copied < length) {
				long count = source.transferTo(copied, length - copied, target);
				if (count == 0) {
					throw new EOFException(file + " has less than " + length + " bytes");
				}
				copied += count;
			}
		}
	}

}
