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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationArguments;

/**
 * Options of the command line.
 *
 * @param input the file with the requests
 * @param output the file for the results
 * @param retryFailed whether requests that failed in an earlier run are resent
 */
record BatchCommand(Path input, Path output, boolean retryFailed) {

	private static final String INPUT = "in";

	private static final String OUTPUT = "out";

	private static final String CONCURRENCY = "concurrency";

	private static final String RETRY_FAILED = "retry-failed";

	private static final int MAX_CONCURRENCY = 1000;

	/**
	 * Read the command line.
	 * @param arguments the command line
	 * @return the options
	 * @throws RefusedException if they are invalid, or the files can't be used
	 */
	static BatchCommand of(ApplicationArguments arguments) {
		Path input = path(arguments, INPUT);
		Path output = path(arguments, OUTPUT);
		checkConcurrency(arguments);
		BatchCommand command = new BatchCommand(input, output, arguments.containsOption(RETRY_FAILED));
		if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
			throw new RefusedException(input + " is not a file that can be read");
		}
		Path directory = output.getParent();
		if (directory == null || !Files.isDirectory(directory)) {
			throw new RefusedException("The directory of " + output + " does not exist; create it");
		}
		command.checkFiles();
		return command;
	}

	/**
	 * Check that the input can be divided into partitions.
	 * @throws RefusedException if it is compressed
	 */
	void checkCanBeDivided() {
		if (InputFile.isCompressed(this.input)) {
			throw new RefusedException(this.input + " is compressed and can't be divided; decompress it first");
		}
	}

	private void checkFiles() {
		try {
			for (Path written : List.of(this.output, previous(), withSuffix(".state"), withSuffix(".job.mv.db"))) {
				if (Files.exists(written) && Files.isSameFile(this.input, written)) {
					throw new RefusedException(this.input + " would be overwritten; name another file with --out");
				}
			}
		}
		catch (IOException ex) {
			throw new RefusedException("The files can't be accessed: " + ex);
		}
	}

	/**
	 * Return the file that keeps earlier results while failed requests are resent.
	 * @return a file next to the output
	 */
	Path previous() {
		return previous(this.output);
	}

	/**
	 * Return the same file for the output of a job.
	 * @param output the output
	 * @return a file next to the output
	 */
	static Path previous(Path output) {
		return output.resolveSibling(output.getFileName() + ".previous");
	}

	/**
	 * Return the database of the job, unless another one is configured.
	 * @return a file next to the output, without the suffix that H2 adds
	 */
	Path database() {
		return withSuffix(".job");
	}

	private Path withSuffix(String suffix) {
		return this.output.resolveSibling(this.output.getFileName() + suffix);
	}

	private static Path path(ApplicationArguments arguments, String option) {
		String value = value(arguments, option);
		if (value == null) {
			throw new RefusedException("--" + option + "=FILE is missing");
		}
		return Path.of(value).toAbsolutePath().normalize();
	}

	private static void checkConcurrency(ApplicationArguments arguments) {
		String value = value(arguments, CONCURRENCY);
		if (value != null && !isConcurrency(value)) {
			throw new RefusedException("--" + CONCURRENCY + " must be 1 to " + MAX_CONCURRENCY + ": " + value);
		}
	}

	private static boolean isConcurrency(String value) {
		try {
			int concurrency = Integer.parseInt(value);
			return concurrency >= 1 && concurrency <= MAX_CONCURRENCY;
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	private static @Nullable String value(ApplicationArguments arguments, String option) {
		List<String> values = arguments.getOptionValues(option);
		if (values == null) {
			return null;
		}
		if (values.size() != 1 || values.get(0).isBlank()) {
			throw new RefusedException("--" + option + " must have one value");
		}
		return values.get(0);
	}

}
