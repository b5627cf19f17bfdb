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

package io.github.togetherspring.autoconfigure;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import io.github.togetherspring.completions.CompletionsClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherAutoConfiguration} in an application that runs and ends.
 */
class CommandLineApplicationTests {

	@Test
	void applicationStartsCallsAndEnds() throws Exception {
		HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		server.createContext("/v1/completions", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			byte[] body = "{\"choices\":[{\"index\":0,\"text\":\"hello\"}]}".getBytes();
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		try {
			Set<Thread> before = userThreads();
			SpringApplication application = new SpringApplication(Application.class);
			assertThat(application.getWebApplicationType()).isEqualTo(WebApplicationType.NONE);
			ConfigurableApplicationContext context = application.run("--together.api-key=k",
					"--together.base-url=http://localhost:" + server.getAddress().getPort() + "/v1");
			// What would keep the JVM alive when main has returned, without a close.
			Set<Thread> after = userThreads();
			after.removeAll(before);
			assertThat(context.getBean(Application.class).text).isEqualTo("hello");
			context.close();
			assertThat(after).isEmpty();
		}
		finally {
			server.stop(0);
		}
	}

	private static Set<Thread> userThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.isDaemon() && !thread.getName().startsWith("HTTP-Dispatcher"))
			.collect(Collectors.toSet());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private String text = "";

		@Bean
		CommandLineRunner call(CompletionsClient client) {
			return (arguments) -> this.text = client.create((request) -> request.model("m").prompt("p")).text();
		}

	}

}
