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

import com.github.tomakehurst.wiremock.client.WireMock;
import io.github.togetherspring.test.wiremock.TogetherStubs;
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
 * Tests with a server in a container.
 */
@Tag("container")
@EnabledIfEnvironmentVariable(named = "WIREMOCK_IMAGE", matches = ".+",
		disabledReason = "NOT RUN: needs a container engine and, in WIREMOCK_IMAGE, an image of WireMock")
// tag::testcontainers[]
@SpringBootTest
@Testcontainers
class ContainerTests {

	@Container
	@ServiceConnection(name = "wiremock")
	static final GenericContainer<?> server = new GenericContainer<>(System.getenv("WIREMOCK_IMAGE"))
		.withExposedPorts(8080);

	@Test
	void tellsTheStory(@Autowired Storyteller storyteller) {
		WireMock wireMock = new WireMock(server.getHost(), server.getMappedPort(8080));
		wireMock.register(TogetherStubs.completion(" there was a fox."));

		assertThat(storyteller.tell("Once")).isEqualTo(" there was a fox.");
	}

}
// end::testcontainers[]
