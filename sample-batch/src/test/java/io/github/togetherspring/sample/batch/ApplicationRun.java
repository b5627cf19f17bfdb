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

package io.github.togetherspring.sample.batch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs the application in this process.
 */
final class ApplicationRun {

	private ApplicationRun() {
	}

	/**
	 * Run the application.
	 * @param input the file of requests
	 * @param output the file of results
	 * @param more more options
	 * @return the exit code
	 */
	static int exitCode(Path input, Path output, String... more) {
		List<String> args = new ArrayList<>(List.of("--in=" + input, "--out=" + output));
		args.addAll(List.of(more));
		try (ConfigurableApplicationContext application = SampleBatchApplication.start(args.toArray(String[]::new))) {
			return SpringApplication.exit(application);
		}
		catch (RuntimeException ex) {
			if (ex instanceof ExitCodeGenerator refusal) {
				return refusal.getExitCode();
			}
			throw ex;
		}
	}

}
