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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.togetherspring.completions.BulkOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationArguments;

/**
 * Options of the command line.
 *
 * @param input the file with the requests
 * @param output the file for the results
 * @param concurrency the maximum number of concurrent calls
 * @param retryFailed whether requests that failed in an earlier run are sent again
 */
record BulkCommand(Path input, Path output, int concurrency, boolean retryFailed) {

	static final String INPUT = "bulk";

	private static final String OUTPUT = "out";

	private static final String CONCURRENCY = "concurrency";

	private static final String RETRY_FAILED = "retry-failed";

	private static final int MAX_CONCURRENCY = 1000;

	/**
	 * Read the command line.
	 * @param arguments the command line
	 * @return the options
	 * @throws BulkRefusedException if they are invalid
	 * @throws IOException if the files can't be accessed
	 */
	static BulkCommand of(ApplicationArguments arguments) throws IOException {
		Path input = path(arguments, INPUT);
		Path output = path(arguments, OUTPUT);
		if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
			throw new BulkRefusedException(input + " is not a file that can be read");
		}
		BulkCommand command = new BulkCommand(input, output, concurrency(arguments),
				arguments.containsOption(RETRY_FAILED));
		for (Path written : List.of(output, command.state(), command.previous())) {
			if (Files.exists(written) && Files.isSameFile(input, written)) {
				throw new BulkRefusedException(input + " would be overwritten; name another file with --out");
			}
		}
		return command;
	}

	/**
	 * Return the file with the fingerprint of the input.
	 * @return a file next to the output
	 */
	Path state() {
		return this.output.resolveSibling(this.output.getFileName() + ".state");
	}

	/**
	 * Return the file for earlier results while failed requests are sent again.
	 * @return a file next to the output
	 */
	Path previous() {
		return this.output.resolveSibling(this.output.getFileName() + ".previous");
	}

	private static Path path(ApplicationArguments arguments, String option) {
		String value = value(arguments, option);
		if (value == null) {
			throw new BulkRefusedException("--" + option + "=FILE is missing");
		}
		return Path.of(value).toAbsolutePath().normalize();
	}

	private static int concurrency(ApplicationArguments arguments) {
		String value = value(arguments, CONCURRENCY);
		if (value == null) {
			return BulkOptions.DEFAULT_CONCURRENCY;
		}
		try {
			int concurrency = Integer.parseInt(value);
			if (concurrency >= 1 && concurrency <= MAX_CONCURRENCY) {
				return concurrency;
			}
		}
		catch (NumberFormatException ex) {
			// Refused below.
		}
		throw new BulkRefusedException("--" + CONCURRENCY + " must be 1 to " + MAX_CONCURRENCY + ": " + value);
	}

	private static @Nullable String value(ApplicationArguments arguments, String option) {
		List<String> values = arguments.getOptionValues(option);
		if (values == null) {
			return null;
		}
		if (values.size() != 1 || values.get(0).isBlank()) {
			throw new BulkRefusedException("--" + option + " must have one value");
		}
		return values.get(0);
	}

}
