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

import io.github.togetherspring.sample.batch.files.BatchCommandInitializer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Completes a file of requests as a Spring Batch job, and exits. A worker runs until it
 * is stopped.
 */
@SpringBootApplication
public class SampleBatchApplication {

	public static void main(String[] args) {
		ConfigurableApplicationContext context = start(args);
		// A stopped application is already closed, and the signal sets the exit code.
		if (!context.isClosed() && !isWorker(context)) {
			System.exit(SpringApplication.exit(context));
		}
	}

	private static boolean isWorker(ConfigurableApplicationContext context) {
		return "worker".equalsIgnoreCase(context.getEnvironment().getProperty("together.batch.role"));
	}

	static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(SampleBatchApplication.class);
		application.addInitializers(new BatchCommandInitializer(args));
		return application.run(args);
	}

}
