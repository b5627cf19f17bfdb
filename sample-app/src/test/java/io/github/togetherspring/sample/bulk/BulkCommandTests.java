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
import java.util.stream.Stream;

import io.github.togetherspring.completions.BulkOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.DefaultApplicationArguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link BulkCommand}.
 */
class BulkCommandTests {

	@TempDir
	Path directory;

	@BeforeEach
	void files() throws IOException {
		Files.createFile(this.directory.resolve("in"));
		Files.createFile(this.directory.resolve("in.state"));
		Files.createSymbolicLink(this.directory.resolve("link"), this.directory.resolve("in"));
	}

	@Test
	void filesAreEnough() throws IOException {
		BulkCommand command = command("--bulk=DIR/in --out=DIR/out");
		assertThat(command).isEqualTo(new BulkCommand(this.directory.resolve("in"), this.directory.resolve("out"),
				BulkOptions.DEFAULT_CONCURRENCY, false));
		assertThat(command.state()).isEqualTo(this.directory.resolve("out.state"));
		assertThat(command.previous()).isEqualTo(this.directory.resolve("out.previous"));
	}

	@Test
	void optionsAreRead() throws IOException {
		BulkCommand command = command("--retry-failed --concurrency=1000 --out=DIR/out --bulk=DIR/in");
		assertThat(command.concurrency()).isEqualTo(1000);
		assertThat(command.retryFailed()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("wrongUses")
	void wrongUseIsRefused(String line, String message) {
		assertThatExceptionOfType(BulkRefusedException.class).isThrownBy(() -> command(line))
			.withMessageContaining(message);
	}

	static Stream<Arguments> wrongUses() {
		String files = "--bulk=DIR/in --out=DIR/out ";
		return Stream.of(argumentSet("no output", "--bulk=DIR/in", "--out=FILE is missing"),
				argumentSet("no input", "--bulk --out=DIR/out", "--bulk must have one value"),
				argumentSet("blank output", "--bulk=DIR/in --out=", "--out must have one value"),
				argumentSet("two inputs", "--bulk=DIR/in --bulk=DIR/in --out=DIR/out", "--bulk must have one value"),
				argumentSet("no such input", "--bulk=DIR/none --out=DIR/out", "none is not a file that can be read"),
				argumentSet("directory as input", "--bulk=DIR --out=DIR/out", "is not a file that can be read"),
				argumentSet("output is the input", "--bulk=DIR/in --out=DIR/x/../in", "would be overwritten"),
				argumentSet("output is a link to the input", "--bulk=DIR/in --out=DIR/link", "would be overwritten"),
				argumentSet("input is the state", "--bulk=DIR/in.state --out=DIR/in", "would be overwritten"),
				argumentSet("no concurrency", files + "--concurrency=0", "must be 1 to 1000: 0"),
				argumentSet("high concurrency", files + "--concurrency=1001", "must be 1 to 1000: 1001"),
				argumentSet("concurrency is a word", files + "--concurrency=high", "must be 1 to 1000: high"));
	}

	private BulkCommand command(String line) throws IOException {
		return BulkCommand
			.of(new DefaultApplicationArguments(line.replace("DIR", this.directory.toString()).split(" ")));
	}

}
