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
import java.util.stream.Stream;

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
 * Tests for {@link BatchCommand}.
 */
class BatchCommandTests {

	@TempDir
	Path directory;

	@BeforeEach
	void files() throws IOException {
		Files.createFile(this.directory.resolve("in"));
		Files.createFile(this.directory.resolve("in.state"));
		Files.createFile(this.directory.resolve("in.previous"));
		Files.createFile(this.directory.resolve("in.job.mv.db"));
		Files.createSymbolicLink(this.directory.resolve("link"), this.directory.resolve("in"));
	}

	@Test
	void filesAreEnough() {
		BatchCommand command = command("--in=DIR/in --out=DIR/out");
		assertThat(command)
			.isEqualTo(new BatchCommand(this.directory.resolve("in"), this.directory.resolve("out"), false));
		assertThat(command.previous()).isEqualTo(this.directory.resolve("out.previous"));
		assertThat(command.database()).isEqualTo(this.directory.resolve("out.job"));
	}

	@Test
	void optionsAreRead() {
		assertThat(command("--retry-failed --concurrency=1000 --out=DIR/out --in=DIR/in").retryFailed()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("wrongUses")
	void wrongUseIsRefused(String line, String message) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> command(line))
			.withMessageContaining(message)
			.satisfies((refusal) -> assertThat(refusal.getExitCode()).isEqualTo(2));
	}

	static Stream<Arguments> wrongUses() {
		String files = "--in=DIR/in --out=DIR/out ";
		return Stream.of(argumentSet("no output", "--in=DIR/in", "--out=FILE is missing"),
				argumentSet("no input", "--in --out=DIR/out", "--in must have one value"),
				argumentSet("blank output", "--in=DIR/in --out=", "--out must have one value"),
				argumentSet("two inputs", "--in=DIR/in --in=DIR/in --out=DIR/out", "--in must have one value"),
				argumentSet("no such input", "--in=DIR/none --out=DIR/out", "none is not a file that can be read"),
				argumentSet("directory as input", "--in=DIR --out=DIR/out", "is not a file that can be read"),
				argumentSet("no such directory", "--in=DIR/in --out=DIR/none/out", "does not exist; create it"),
				argumentSet("output is the input", "--in=DIR/in --out=DIR/x/../in", "would be overwritten"),
				argumentSet("output is a link to the input", "--in=DIR/in --out=DIR/link", "would be overwritten"),
				argumentSet("input is the state", "--in=DIR/in.state --out=DIR/in", "would be overwritten"),
				argumentSet("input is earlier results", "--in=DIR/in.previous --out=DIR/in", "would be overwritten"),
				argumentSet("input is the database", "--in=DIR/in.job.mv.db --out=DIR/in", "would be overwritten"),
				argumentSet("no concurrency", files + "--concurrency=0", "must be 1 to 1000: 0"),
				argumentSet("high concurrency", files + "--concurrency=1001", "must be 1 to 1000: 1001"),
				argumentSet("concurrency is a word", files + "--concurrency=high", "must be 1 to 1000: high"));
	}

	private BatchCommand command(String line) {
		return BatchCommand
			.of(new DefaultApplicationArguments(line.replace("DIR", this.directory.toString()).split(" ")));
	}

}
