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

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.stereotype.Component;

/**
 * Runs all examples with the option {@code --examples}. The exit code is 1 if one of them
 * fails.
 */
@Component
public class ExamplesRunner implements ApplicationRunner, ExitCodeGenerator {

	private static final Log logger = LogFactory.getLog(ExamplesRunner.class);

	private static final String OPTION = "examples";

	private final List<Example> examples;

	private final PrintStream out;

	private int failures;

	ExamplesRunner(List<Example> examples, PrintStream out) {
		this.examples = examples;
		this.out = out;
	}

	/**
	 * Return whether a command line has the option {@code --examples}.
	 * @param args the command line
	 * @return {@code true} if the examples are run
	 */
	public static boolean isAskedFor(String... args) {
		return new DefaultApplicationArguments(args).containsOption(OPTION);
	}

	@Override
	public void run(ApplicationArguments args) {
		if (args.containsOption(OPTION)) {
			this.examples.forEach(this::run);
		}
	}

	private void run(Example example) {
		this.out.printf("%n== %s ==%n%n", example.title());
		try {
			example.run();
		}
		catch (RuntimeException ex) {
			this.failures++;
			Throwable failure = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			logger.error("The example '" + example.title() + "' failed: " + failure.getMessage());
		}
	}

	@Override
	public int getExitCode() {
		return (this.failures > 0) ? 1 : 0;
	}

}
