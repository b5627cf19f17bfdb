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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application with {@code --examples}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExamplesOptionTests {

	@Test
	void allExamplesRunWithoutAWebServer(CapturedOutput output) {
		ConfigurableApplicationContext application = SampleApplication.start("--examples", "--together.api-key=",
				"--together.base-url=", "--sample.simulator.token-delay=0");
		assertThat(application).isNotInstanceOf(WebServerApplicationContext.class);
		assertThat(output).containsSubsequence("== Code completion ==", "== Creative writing ==",
				"== Streaming completion ==", "== Multiple completions ==", "Completion 1: ", "Completion 3: ",
				"== Async batch processing ==", "Response 1: ", "Response 3: ", "== Advanced configuration ==",
				"Generated text: ", "Finish reason: ", "Token probabilities:", "  '");
		assertThat(SpringApplication.exit(application)).isZero();
	}

	@Test
	void failureMakesTheExitCode(CapturedOutput output) {
		ConfigurableApplicationContext application = SampleApplication.start("--examples",
				"--together.base-url=http://127.0.0.1:1/v1", "--together.api-key=");
		assertThat(output).contains("The example 'Code completion' failed: No API key");
		assertThat(SpringApplication.exit(application)).isOne();
	}

}
