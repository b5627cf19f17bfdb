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

package io.github.togetherspring.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application with {@code --bulk}.
 */
@ExtendWith(OutputCaptureExtension.class)
class BulkOptionTests {

	@TempDir
	Path directory;

	@Test
	void fileIsRunOnTheSimulatorWithoutAWebServer(CapturedOutput output) throws IOException {
		ConfigurableApplicationContext application = start("{\"prompt\":\"The sky is\"}\n");
		assertThat(application).isNotInstanceOf(WebServerApplicationContext.class);
		assertThat(output).contains("in.jsonl 100%", "1/1", "1 of 1 lines: 1 answered, 0 failed.");
		assertThat(this.directory.resolve("out.jsonl")).content().startsWith("{\"index\":0,\"response\":{");
		assertThat(SpringApplication.exit(application)).isZero();
	}

	@Test
	void failedLinesMakeTheExitCode(CapturedOutput output) throws IOException {
		ConfigurableApplicationContext application = start("{\"prompt\":\"The sky is\"}\nThe sky is\n");
		assertThat(output).contains("2 of 2 lines: 1 answered, 1 failed.", "--retry-failed");
		assertThat(SpringApplication.exit(application)).isEqualTo(3);
	}

	@Test
	void wrongUseMakesTheExitCode(CapturedOutput output) throws IOException {
		ConfigurableApplicationContext application = start("", "--concurrency=0");
		assertThat(output).contains("Can't run the bulk: --concurrency must be 1 to 1000: 0");
		assertThat(SpringApplication.exit(application)).isEqualTo(2);
	}

	private ConfigurableApplicationContext start(String input, String... more) throws IOException {
		Path in = Files.writeString(this.directory.resolve("in.jsonl"), input);
		String[] args = { "--bulk=" + in, "--out=" + this.directory.resolve("out.jsonl"), "--together.api-key=",
				"--together.base-url=", String.join("", more) };
		return SampleApplication.start(args);
	}

}
