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

package io.github.togetherspring.sample.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExamplesRunner}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExamplesRunnerTests {

	private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

	private final PrintStream out = new PrintStream(this.printed, true, StandardCharsets.UTF_8);

	@Test
	void everyExampleHasAHeading() {
		ExamplesRunner runner = runner(example("First", () -> this.out.print("1")),
				example("Second", () -> this.out.print("2")));
		runner.run(new DefaultApplicationArguments("--examples"));
		assertThat(this.printed.toString(StandardCharsets.UTF_8)).containsSubsequence("== First ==", "1",
				"== Second ==", "2");
		assertThat(runner.getExitCode()).isZero();
	}

	@Test
	void nothingRunsUnlessItIsAskedFor() {
		runner(example("First", () -> this.out.print("1"))).run(new DefaultApplicationArguments("--other"));
		assertThat(this.printed.size()).isZero();
	}

	@Test
	void failureIsToldAndMakesTheExitCode(CapturedOutput output) {
		ExamplesRunner runner = runner(example("First", () -> {
			throw new IllegalStateException("no luck");
		}), example("Second", () -> this.out.print("2")));
		runner.run(new DefaultApplicationArguments("--examples"));
		assertThat(output).contains("The example 'First' failed: no luck");
		assertThat(this.printed.toString(StandardCharsets.UTF_8)).endsWith("2");
		assertThat(runner.getExitCode()).isOne();
	}

	private ExamplesRunner runner(Example... examples) {
		return new ExamplesRunner(List.of(examples), this.out);
	}

	private static Example example(String title, Runnable code) {
		return new Example() {

			@Override
			public String title() {
				return title;
			}

			@Override
			public void run() {
				code.run();
			}

		};
	}

}
