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

package io.github.togetherspring.reload;

import io.github.togetherspring.completions.CompletionsClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * An application under development: at each start it makes a call, and begins a stream
 * that has no end.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class RestartedApplication {

	private static final Log logger = LogFactory.getLog(RestartedApplication.class);

	static final String FIRST_PROMPT = "started";

	static final String ENDLESS_PROMPT = "and so on";

	public static void main(String[] args) {
		SpringApplication.run(RestartedApplication.class, args);
	}

	@Bean
	ApplicationRunner calls(CompletionsClient completions) {
		return (args) -> {
			completions.create((request) -> request.prompt(FIRST_PROMPT));
			completions.stream((request) -> request.prompt(ENDLESS_PROMPT)).subscribe((chunk) -> {
			}, (error) -> logger.info("Stream ended: " + error.getClass().getSimpleName()));
		};
	}

}
