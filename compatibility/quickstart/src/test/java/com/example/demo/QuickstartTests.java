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

package com.example.demo;

import java.util.regex.Pattern;

import io.github.togetherspring.simulator.TogetherSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static io.github.togetherspring.simulator.script.RequestPattern.prompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the first code of README.md prints a completion in a new application, which
 * keeps its own web server.
 */
@ExtendWith(OutputCaptureExtension.class)
class QuickstartTests {

	private static final Pattern SERVER = Pattern.compile("(\\w+) started on port");

	@Test
	void printsACompletion(CapturedOutput output) {
		try (TogetherSimulator simulator = TogetherSimulator.start()) {
			simulator.on(prompt("Once upon a time").withModel("meta-llama/Meta-Llama-3.1-8B").withApiKey("the-key"))
				.respond(completion(" there was a fox."));
			try (ConfigurableApplicationContext application = SpringApplication.run(DemoApplication.class,
					"--server.port=0", "--together.api-key=the-key", "--together.base-url=" + simulator.baseUrl())) {
				assertThat(application.isRunning()).isTrue();
				assertThat(output.getOut().lines()).contains(" there was a fox.");
				assertThat(server(output)).isEqualTo(System.getProperty("server"));
			}
		}
	}

	private static String server(CapturedOutput output) {
		return SERVER.matcher(output.getOut())
			.results()
			.map((started) -> started.group(1))
			.findFirst()
			.orElse("no server");
	}

}
