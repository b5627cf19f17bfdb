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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.togetherspring.autoconfigure.observation.TogetherObservationAutoConfiguration;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the recipes of {@code docs/recipes.md} work, over real sockets.
 */
@ExtendWith(OutputCaptureExtension.class)
class RecipesTests {

	@AfterEach
	void resetLogLevel() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.github.togetherspring", null);
	}

	@Test
	void proxy() throws Exception {
		try (ForwardProxy proxy = new ForwardProxy("app", "sesame"); ApiServer server = ApiServer.plain("behind")) {
			var runner = RecipeRunner.with("proxy.yml")
				.withPropertyValues("PROXY_PASSWORD=sesame", "together.proxy.host=localhost",
						"together.proxy.port=" + proxy.port(), "together.api-key=k");
			runner.withPropertyValues("together.base-url=" + server.baseUrl())
				.run((context) -> assertThat(create(context)).isEqualTo("behind"));
			assertThat(proxy.requests()).isEmpty();
			runner.withPropertyValues("together.base-url=" + server.baseUrl().replace("localhost", "127.0.0.1"))
				.run((context) -> assertThat(create(context)).isEqualTo("behind"));
			assertThat(proxy.forwarded()).hasSize(1);
		}
	}

	@Test
	void tls(@TempDir Path certificates) throws Exception {
		X509Bundle authority = Certificates.authority("CN=gateway");
		X509Bundle client = Certificates.issued(authority, "client");
		write(certificates, "authority.pem", Certificates.authority("CN=retired").getCertificatePEM());
		write(certificates, "client.pem", client.getCertificatePEM());
		write(certificates, "client.key", client.getPrivateKeyPEM());
		try (ApiServer server = ApiServer.mutualTls("mutual", Certificates.issued(authority, "localhost"), authority)) {
			RecipeRunner.with("tls.yml")
				.withPropertyValues("CERTIFICATES=" + certificates.toUri(), "together.base-url=" + server.baseUrl(),
						"together.api-key=k", "spring.ssl.bundle.watch.file.quiet-period=50ms")
				.run((context) -> {
					assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(context));
					write(certificates, "authority.pem", authority.getCertificatePEM());
					Awaitility.await()
						.atMost(Duration.ofSeconds(30))
						.ignoreExceptions()
						.untilAsserted(() -> assertThat(create(context)).isEqualTo("mutual"));
				});
		}
	}

	@Test
	void severalClients() {
		try (ApiServer together = ApiServer.plain("together"); ApiServer local = ApiServer.plain("local")) {
			RecipeRunner.with("clients.yml")
				.withPropertyValues("TOGETHER_API_KEY=k", "together.base-url=" + together.baseUrl(),
						"together.clients.local.base-url=" + local.baseUrl(), "together.retry.enabled=false")
				.withBean(Writer.class)
				.run((context) -> {
					Writer writer = context.getBean(Writer.class);
					assertThat(writer.write("Once")).isEqualTo("together");
					together.failNext(503);
					assertThat(writer.write("Once")).isEqualTo("local");
					assertThat(together.received()).hasSize(2).allSatisfy((received) -> {
						assertThat(received.authorization()).isEqualTo("Bearer k");
						assertThat(received.body()).contains("\"temperature\":1.2", "\"max_tokens\":200");
					});
					assertThat(local.received()).singleElement().extracting(ApiServer.Received::authorization).isNull();
				});
		}
	}

	@Test
	void compatibleServers() {
		List<String> names = List.of("vllm", "llama-cpp", "ollama");
		List<ApiServer> servers = names.stream().map(ApiServer::plain).toList();
		try {
			RecipeRunner.with("servers.yml")
				.withPropertyValues(names.stream()
					.map((name) -> "together.clients." + name + ".base-url="
							+ servers.get(names.indexOf(name)).baseUrl())
					.toArray(String[]::new))
				.run((context) -> names.forEach((name) -> {
					assertThat(create(context.getBean(name + "CompletionsClient", CompletionsClient.class)))
						.isEqualTo(name);
					assertThat(servers.get(names.indexOf(name)).received()).singleElement()
						.extracting(ApiServer.Received::authorization)
						.isNull();
				}));
		}
		finally {
			servers.forEach(ApiServer::close);
		}
	}

	@Test
	void keyAtHand() {
		AtomicInteger reads = new AtomicInteger();
		try (ApiServer server = ApiServer.plain("server")) {
			RecipeRunner.at(server)
				.withUserConfiguration(RecipeBeans.KeyAtHand.class)
				.withBean(RecipeBeans.KeyRing.class, () -> () -> "k" + reads.incrementAndGet())
				.run((context) -> {
					server.failNext(503);
					create(context);
					create(context);
					assertThat(keys(server)).containsExactly("Bearer k1", "Bearer k2", "Bearer k3");
				});
		}
	}

	@Test
	void keyThatTakesTime() {
		AtomicInteger reads = new AtomicInteger();
		try (ApiServer server = ApiServer.plain("server")) {
			RecipeRunner.at(server)
				.withUserConfiguration(RecipeBeans.KeyThatTakesTime.class)
				.withBean(RecipeBeans.Vault.class, () -> () -> {
					if (reads.incrementAndGet() == 1) {
						throw new IOException("The vault is shut");
					}
					return "k" + reads.get();
				})
				.run((context) -> {
					assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> create(context))
						.withRootCauseInstanceOf(IOException.class);
					create(context);
					create(context);
					assertThat(keys(server)).containsExactly("Bearer k2", "Bearer k2");
				});
		}
	}

	@Test
	void keyOfTheCaller() {
		try (ApiServer server = ApiServer.plain("server")) {
			RecipeRunner.at(server).run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				create(new RecipeBeans.KeyOfTheCaller(client).withKey(() -> "theirs"));
				create(client);
				assertThat(keys(server)).containsExactly("Bearer theirs", "Bearer k");
			});
		}
	}

	@Test
	void headerOfEachRequest() {
		try (ApiServer server = ApiServer.plain("server")) {
			RecipeRunner.at(server).withUserConfiguration(RecipeBeans.Header.class).run((context) -> {
				create(context);
				assertThat(server.received()).extracting(ApiServer.Received::team).containsExactly("default");
			});
		}
	}

	@Test
	void tagOfOnesOwn() {
		TestObservationRegistry registry = TestObservationRegistry.create();
		try (ApiServer server = ApiServer.plain("server")) {
			RecipeRunner.at(server)
				.withConfiguration(AutoConfigurations.of(TogetherObservationAutoConfiguration.class))
				.withUserConfiguration(RecipeBeans.Convention.class)
				.withBean(TestObservationRegistry.class, () -> registry)
				.run((context) -> {
					create(context);
					TestObservationRegistryAssert.assertThat(registry)
						.hasObservationWithNameEqualTo("gen_ai.client.operation.duration")
						.that()
						.hasLowCardinalityKeyValue("team", "search");
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreads(String connector) {
		assertThatCallsWaitAtOnce(50, "virtual-threads.yml", connector);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void platformThreads(String connector) {
		assertThatCallsWaitAtOnce(8, "empty.yml", connector);
	}

	@Test
	void logging(CapturedOutput output) {
		try (ApiServer server = ApiServer.plain("answer-text");
				ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(
						"--spring.config.location=classpath:recipes/logging.yml",
						"--together.base-url=" + server.baseUrl(), "--together.api-key=sk-hush",
						"--together.completions.model=m")) {
			create(context);
			assertThat(output).contains("POST " + server.baseUrl(), "Once", "answer-text").doesNotContain("sk-hush");
		}
	}

	@Test
	void shutdown() {
		Sinks.Empty<Void> release = Sinks.empty();
		try (ApiServer server = ApiServer.plain("in time")) {
			server.answerAfter(release.asMono());
			RecipeRunner.with("shutdown.yml")
				.withPropertyValues("together.base-url=" + server.baseUrl(), "together.api-key=k")
				.run((context) -> {
					CompletableFuture<String> call = context.getBean(CompletionsClient.class)
						.createAsync((request) -> request.prompt("Once"))
						.map((response) -> response.text())
						.toFuture();
					Awaitility.await().until(() -> server.received().size() == 1);
					CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
					release.tryEmitEmpty();
					assertThat(call).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("in time");
					assertThat(closing).succeedsWithin(Duration.ofSeconds(20));
				});
		}
	}

	@Test
	void withoutNetty() {
		try (ApiServer server = ApiServer.plain("jdk")) {
			RecipeRunner.with("jdk.yml")
				.withClassLoader(new FilteredClassLoader("reactor.netty", "io.netty"))
				.withPropertyValues("together.base-url=" + server.baseUrl(), "together.api-key=k")
				.run((context) -> {
					assertThat(context).getBean(ClientHttpConnectorBuilder.class)
						.isInstanceOf(JdkClientHttpConnectorBuilder.class);
					assertThat(create(context)).isEqualTo("jdk");
				});
		}
	}

	// There is no response before all requests have arrived, each on a thread that waits.
	private static void assertThatCallsWaitAtOnce(int calls, String file, String connector) {
		Sinks.Empty<Void> release = Sinks.empty();
		try (ApiServer server = ApiServer.plain("story")) {
			server.answerAfter(release.asMono());
			RecipeRunner.with(file)
				.withPropertyValues("together.base-url=" + server.baseUrl(), "together.api-key=k",
						"spring.http.clients.reactive.connector=" + connector)
				.withBean(Storytellers.class)
				.run((context) -> {
					List<CompletableFuture<String>> stories = context.getBean(Storytellers.class)
						.tell(Collections.nCopies(calls, "Once"));
					Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> server.received().size() == calls);
					release.tryEmitEmpty();
					assertThat(stories).allSatisfy(
							(story) -> assertThat(story).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("story"));
				});
		}
	}

	private static String create(ApplicationContext context) {
		return create(context.getBean(CompletionsClient.class));
	}

	private static String create(CompletionsClient client) {
		return client.create((request) -> request.prompt("Once")).text();
	}

	private static List<String> keys(ApiServer server) {
		return server.received().stream().map(ApiServer.Received::authorization).toList();
	}

	private static void write(Path directory, String file, String content) throws IOException {
		Files.writeString(directory.resolve(file), content);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
