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

package io.github.togetherspring.docs;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with a model in a container.
 */
@Tag("container")
@EnabledIfEnvironmentVariable(named = "MODEL_IMAGE", matches = ".+",
		disabledReason = "NOT RUN: needs a container engine and, in MODEL_IMAGE, an image of a server with a model")
// tag::local-model[]
@SpringBootTest
@Testcontainers
class LocalModelTests {

	@Container
	@ServiceConnection(name = "llama.cpp")
	static final GenericContainer<?> server = new GenericContainer<>(System.getenv("MODEL_IMAGE"))
		.withEnv("LLAMA_API_KEY", "local-key")
		.withExposedPorts(8080);

	@Test
	void tellsSomeStory(@Autowired Storyteller storyteller) {
		assertThat(storyteller.tell("Once upon a time")).isNotBlank().doesNotEndWith("forgot the rest.");
	}

}
// end::local-model[]
