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

import io.github.togetherspring.sample.examples.ExamplesRunner;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The playground. With {@code --examples} it runs the examples and exits. Otherwise it
 * serves HTTP.
 */
@SpringBootApplication
public class SampleApplication {

	public static void main(String[] args) {
		ConfigurableApplicationContext context = start(args);
		// An interrupted application is already closed and has set the exit code.
		if (ExamplesRunner.isAskedFor(args) && !context.isClosed()) {
			System.exit(SpringApplication.exit(context));
		}
	}

	static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		if (ExamplesRunner.isAskedFor(args)) {
			application.setWebApplicationType(WebApplicationType.NONE);
		}
		return application.run(args);
	}

}
