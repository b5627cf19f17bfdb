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

package com.example.names;

import com.example.names.TestNamesApplication.Simulator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the application of docs/tutorial.md runs on the simulator, without a key.
 */
class TutorialTests {

	@Test
	void applicationFindsANameWithoutAKey() {
		try (ConfigurableApplicationContext application = SpringApplication.from(NamesApplication::main)
			.with(Simulator.class)
			.run("--server.port=0")
			.getApplicationContext()) {
			assertThat(application.getBean(Namer.class).name("a quiet clock").block()).isEqualTo("Hushour");
		}
	}

}
