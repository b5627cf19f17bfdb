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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.internal.connector.CallLogFilter;
import io.netty.pkitesting.X509Bundle;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the way to the server, over real sockets: TLS, HTTP/2, keys, logs.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder()
		.model("m")
		.prompt("hush-prompt")
		.build();

	private static X509Bundle authority;

	private static X509Bundle otherAuthority;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, WebClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				SslAutoConfiguration.class))
		.withPropertyValues("together.api-key=sk-hush", "together.retry.base-delay=1ms");

	@BeforeAll
	static void createAuthorities() throws Exception {
		authority = Certificates.authority("CN=one");
		otherAuthority = Certificates.authority("CN=two");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void trustsTheCertificatesOfTheBundle(String connector) throws Exception {
		try (ApiServer server = ApiServer.tls("secure", Certificates.issued(authority, "localhost"))) {
			ApplicationContextRunner runner = at(server, connector);
			runner.withPropertyValues(trust("mine", authority))
				.withPropertyValues("together.ssl.bundle=mine")
				.run((context) -> assertThat(create(context)).isEqualTo("secure"));
			runner.withPropertyValues(trust("mine", authority))
				.withPropertyValues("spring.http.clients.ssl.bundle=mine")
				.run((context) -> assertThat(create(context)).isEqualTo("secure"));
			runner.withPropertyValues(trust("mine", otherAuthority))
				.withPropertyValues("together.ssl.bundle=mine")
				.run((context) -> assertThatExceptionOfType(ConnectionException.class)
					.isThrownBy(() -> create(context)));
		}
	}

	@ParameterizedTest
	@CsvSource({ "reactor,http-1-1", "reactor,http-2", "jdk,http-1-1", "jdk,http-2" })
	void hostNameIsChecked(String connector, String protocol) throws Exception {
		try (ApiServer server = ApiServer.http2("secure", Certificates.issued(authority, "elsewhere.example.org"))) {
			at(server, connector).withPropertyValues(trust("mine", authority))
				.withPropertyValues("together.ssl.bundle=mine", "together.http.protocol=" + protocol)
				.run((context) -> assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(context))
					.returns(Reason.CERTIFICATE, ConnectionException::reason));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void showsTheCertificateOfTheBundle(String connector) throws Exception {
		X509Bundle client = Certificates.issued(authority, "client");
		try (ApiServer server = ApiServer.mutualTls("mutual", Certificates.issued(authority, "localhost"), authority)) {
			at(server, connector).withPropertyValues(trust("mine", authority))
				.withPropertyValues("together.ssl.bundle=mine",
						"spring.ssl.bundle.pem.mine.keystore.certificate=" + client.getCertificatePEM(),
						"spring.ssl.bundle.pem.mine.keystore.private-key=" + client.getPrivateKeyPEM())
				.run((context) -> assertThat(create(context)).isEqualTo("mutual"));
			at(server, connector).withPropertyValues(trust("mine", authority))
				.withPropertyValues("together.ssl.bundle=mine")
				.run((context) -> assertThatExceptionOfType(ConnectionException.class)
					.isThrownBy(() -> create(context)));
		}
	}

	@Test
	void takesUpAChangedBundle() throws Exception {
		try (ApiServer server = ApiServer.tls("secure", Certificates.issued(otherAuthority, "localhost"))) {
			at(server, "reactor").withPropertyValues(trust("mine", authority))
				.withPropertyValues("together.ssl.bundle=mine")
				.run((context) -> {
					assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(context))
						.returns(Reason.CERTIFICATE, ConnectionException::reason);
					context.getBean(SslBundleRegistry.class).updateBundle("mine", bundle(otherAuthority));
					assertThat(create(context)).isEqualTo("secure");
				});
		}
	}

	@Test
	void bundleOfTheConnectionDetails() throws Exception {
		try (ApiServer server = ApiServer.tls("secure", Certificates.issued(authority, "localhost"))) {
			SslBundle bundle = bundle(authority);
			this.contextRunner
				.withBean(TogetherConnectionDetails.class, () -> new Details(server.baseUrl(), "k", bundle))
				.run((context) -> assertThat(create(context)).isEqualTo("secure"));
		}
	}

	@Test
	void bundleThatDoesNotExistIsNamed() {
		this.contextRunner.withPropertyValues("together.ssl.bundle=nope")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("together.ssl.bundle")
				.hasMessageContaining("nope"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk" })
	void http2OverTls(String connector) throws Exception {
		try (ApiServer server = ApiServer.http2("two", Certificates.issued(authority, "localhost"))) {
			ApplicationContextRunner runner = at(server, connector).withPropertyValues(trust("mine", authority))
				.withPropertyValues("together.ssl.bundle=mine");
			runner.withPropertyValues("together.http.protocol=http-2").run((context) -> {
				assertThat(create(context)).isEqualTo("two");
				assertThat(stream(context)).isEqualTo("two");
			});
			runner.withPropertyValues("together.http.protocol=http-1-1")
				.run((context) -> assertThat(create(context)).isEqualTo("two"));
			assertThat(server.received()).extracting(ApiServer.Received::protocol)
				.containsExactly("HTTP/2.0", "HTTP/2.0", "HTTP/1.1");
		}
	}

	@Test
	void http2FallsBackOverTls() throws Exception {
		try (ApiServer server = ApiServer.tls("one", Certificates.issued(authority, "localhost"))) {
			at(server, "reactor").withPropertyValues(trust("mine", authority))
				.withPropertyValues("together.ssl.bundle=mine", "together.http.protocol=http-2")
				.run((context) -> assertThat(create(context)).isEqualTo("one"));
			assertThat(server.received().get(0).protocol()).isEqualTo("HTTP/1.1");
		}
	}

	@Test
	void http2OverPlainText() {
		try (ApiServer server = ApiServer.plainHttp2("two")) {
			at(server, "reactor").withPropertyValues("together.http.protocol=http-2").run((context) -> {
				assertThat(create(context)).isEqualTo("two");
				assertThat(stream(context)).isEqualTo("two");
			});
			assertThat(server.received()).extracting(ApiServer.Received::protocol)
				.containsExactly("HTTP/2.0", "HTTP/2.0");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk" })
	void http1UnlessAskedForHttp2(String connector) throws Exception {
		try (ApiServer plain = ApiServer.plainHttp2("one");
				ApiServer tls = ApiServer.http2("one", Certificates.issued(authority, "localhost"))) {
			at(plain, connector).run((context) -> assertThat(create(context)).isEqualTo("one"));
			at(tls, connector).withPropertyValues(trust("mine", authority))
				.withPropertyValues("together.ssl.bundle=mine")
				.run((context) -> assertThat(create(context)).isEqualTo("one"));
			assertThat(plain.received()).extracting(ApiServer.Received::protocol).containsExactly("HTTP/1.1");
			assertThat(tls.received()).extracting(ApiServer.Received::protocol).containsExactly("HTTP/1.1");
		}
	}

	@ParameterizedTest
	@CsvSource({ "jetty, http.protocol, http-2", "jetty, http.max-idle-time, 1s", "jdk, http.max-idle-time, 1s",
			"jdk, http.max-connections, 1", "reactor, http.max-connections, 0", "jetty, http.max-connections, 0",
			"reactor, http.max-idle-time, 0s", "reactor, http.max-idle-time, 400000d" })
	void propertyThatCannotBeUsedIsRefused(String connector, String property, String value) {
		this.contextRunner
			.withPropertyValues("spring.http.clients.reactive.connector=" + connector,
					"together." + property + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("together." + property));
	}

	@ParameterizedTest
	@CsvSource({ ", 5000", "3, 3" })
	void connectionsOfJettyAreAsManyAsTheyMay(@Nullable String property, int expected) {
		String[] properties = (property != null) ? new String[] { "together.http.max-connections=" + property }
				: new String[0];
		assertThat(jetty((client) -> {
		}, properties).getMaxConnectionsPerDestination()).isEqualTo(expected);
	}

	@Test
	void connectionsOfJettyThatTheApplicationLimits() {
		assertThat(jetty((client) -> client.setMaxConnectionsPerDestination(7)).getMaxConnectionsPerDestination())
			.isEqualTo(7);
	}

	@Test
	void connectionsOfJettyShareNoBuffers() {
		assertThat(jetty((client) -> {
		}).getByteBufferPool()).isInstanceOf(ByteBufferPool.NonPooling.class);
		ByteBufferPool own = new ArrayByteBufferPool();
		assertThat(jetty((client) -> client.setByteBufferPool(own)).getByteBufferPool()).isSameAs(own);
	}

	private HttpClient jetty(Consumer<HttpClient> customizer, String... properties) {
		AtomicReference<HttpClient> jetty = new AtomicReference<>();
		try (ApiServer server = ApiServer.plain("buffered")) {
			at(server, "jetty").withPropertyValues(properties)
				.withBean("jettyCustomizer", ClientHttpConnectorBuilderCustomizer.class,
						() -> (ClientHttpConnectorBuilderCustomizer<JettyClientHttpConnectorBuilder>) (
								builder) -> builder.withHttpClientCustomizer(customizer.andThen(jetty::set)))
				.run((context) -> assertThat(create(context)).isEqualTo("buffered"));
		}
		return jetty.get();
	}

	@Test
	void keyChangesBetweenCallsAndBetweenAttempts() {
		AtomicInteger asked = new AtomicInteger();
		try (ApiServer server = ApiServer.plain("rotating")) {
			TogetherConnectionDetails details = new Details(server.baseUrl(), "unused", null) {
				@Override
				public String getApiKey() {
					return "k" + asked.incrementAndGet();
				}
			};
			this.contextRunner.withBean(TogetherConnectionDetails.class, () -> details)
				.withPropertyValues("together.retry.base-delay=1ms")
				.run((context) -> {
					int before = asked.get();
					server.failNext(503);
					create(context);
					create(context);
					stream(context);
					assertThat(server.received()).extracting(ApiServer.Received::authorization)
						.containsExactly("Bearer k" + (before + 1), "Bearer k" + (before + 2),
								"Bearer k" + (before + 3), "Bearer k" + (before + 4));
				});
		}
	}

	@Test
	void keyFromASourceThatBlocks() {
		List<String> threads = new CopyOnWriteArrayList<>();
		AtomicInteger asked = new AtomicInteger();
		Mono<String> key = Mono.fromCallable(() -> {
			threads.add(Thread.currentThread().getName());
			return "k" + asked.incrementAndGet();
		}).subscribeOn(Schedulers.boundedElastic());
		try (ApiServer server = ApiServer.plain("vault")) {
			at(server, "reactor")
				.withBean(CompletionsClientBuilderCustomizer.class, () -> (client, builder) -> builder.apiKey(key))
				.run((context) -> {
					server.failNext(503);
					create(context);
					stream(context);
					assertThat(server.received()).extracting(ApiServer.Received::authorization)
						.containsExactly("Bearer k1", "Bearer k2", "Bearer k3");
					assertThat(threads).allSatisfy((thread) -> assertThat(thread).startsWith("boundedElastic"));
				});
		}
	}

	@Test
	void keyThatCannotBeFetchedFailsTheCall() {
		try (ApiServer server = ApiServer.plain("vault")) {
			at(server, "reactor")
				.withBean(CompletionsClientBuilderCustomizer.class,
						() -> (client, builder) -> builder
							.apiKey(Mono.error(() -> new IllegalStateException("the vault is shut"))))
				.run((context) -> {
					assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> create(context))
						.withMessage("the vault is shut");
					assertThat(server.received()).isEmpty();
				});
		}
	}

	@Test
	void nothingIsLoggedAboveDebug(CapturedOutput output) {
		try (ApiServer server = ApiServer.plain("answer-text")) {
			at(server, "reactor").run((context) -> {
				create(context);
				assertThat(output).doesNotContain("/v1/completions", "hush-prompt", "answer-text", "sk-hush");
			});
		}
	}

	@Test
	void logsCallsWithoutSecretsAndTexts(CapturedOutput output) {
		LogLevel.debug(CallLogFilter.class, () -> {
			try (ApiServer server = ApiServer.plain("answer-text")) {
				at(server, "reactor")
					.withPropertyValues("together.default-headers.X-Team=blue",
							"together.base-url=" + server.baseUrl() + "?code=hush-code")
					.run((context) -> {
						create(context);
						assertThat(server.received().get(0).path()).endsWith("/completions?code=hush-code");
						assertThat(output)
							.contains("default: POST " + server.baseUrl() + "/completions?***", "Authorization=***",
									"X-Team=***", "default: 200 after")
							.doesNotContain("hush-prompt", "answer-text", "sk-hush", "blue", "hush-code");
						assertThat(context.getBean(TogetherProperties.class)).asString().doesNotContain("hush-code");
					});
			}
		});
	}

	@Test
	void logsBodiesWhereAskedTo(CapturedOutput output) {
		LogLevel.debug(CallLogFilter.class, () -> {
			try (ApiServer server = ApiServer.plain("answer-text")) {
				at(server, "reactor").withPropertyValues("together.logging.include-bodies=true").run((context) -> {
					assertThat(create(context)).isEqualTo("answer-text");
					assertThat(stream(context)).isEqualTo("answer-text");
					assertThat(output).contains("hush-prompt", "answer-text").doesNotContain("sk-hush");
				});
			}
		});
	}

	private ApplicationContextRunner at(ApiServer server, String connector) {
		return this.contextRunner.withPropertyValues("together.base-url=" + server.baseUrl(),
				"spring.http.clients.reactive.connector=" + connector);
	}

	private static String create(ApplicationContext context) {
		return context.getBean(CompletionsClient.class)
			.create(REQUEST, CallOptions.builder().maxAttempts(2).build())
			.text();
	}

	private static String stream(ApplicationContext context) {
		return String.join("",
				context.getBean(CompletionsClient.class)
					.stream(REQUEST)
					.map(CompletionChunk::text)
					.collectList()
					.block());
	}

	private static String[] trust(String bundle, X509Bundle authority) {
		return new String[] {
				"spring.ssl.bundle.pem." + bundle + ".truststore.certificate=" + authority.getCertificatePEM() };
	}

	private static SslBundle bundle(X509Bundle authority) {
		return SslBundle
			.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(authority.getCertificatePEM())));
	}

	private static class Details implements TogetherConnectionDetails {

		private final String baseUrl;

		private final String apiKey;

		private final SslBundle sslBundle;

		Details(String baseUrl, String apiKey, SslBundle sslBundle) {
			this.baseUrl = baseUrl;
			this.apiKey = apiKey;
			this.sslBundle = sslBundle;
		}

		@Override
		public String getBaseUrl() {
			return this.baseUrl;
		}

		@Override
		public String getApiKey() {
			return this.apiKey;
		}

		@Override
		public SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
