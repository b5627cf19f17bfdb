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

package io.github.togetherspring.boot3;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that an application on Spring Boot 3 is told what is wrong.
 */
@ExtendWith(OutputCaptureExtension.class)
class Boot3Tests {

	@Test
	void applicationIsToldThatItsSpringBootIsTooOld(CapturedOutput output) {
		assertThat(SpringBootVersion.getVersion()).startsWith("3.");

		assertThat(catchThrowable(() -> SpringApplication.run(Application.class, "--server.port=0"))).isNotNull();

		assertThat(output)
			.contains("APPLICATION FAILED TO START", "Together Spring Boot needs Spring Boot 4.0",
					"runs on " + SpringBootVersion.getVersion(), "Update the application to Spring Boot 4")
			.doesNotContain("\tat ");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
