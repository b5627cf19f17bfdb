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

import java.util.Map;
import java.util.function.Consumer;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
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
 * Tests for the way through a proxy, over real sockets, to servers whose names only the
 * proxy knows.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxyTests {

	private static final String HOST = "api.only-the-proxy-knows.invalid";

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	private static X509Bundle authority;

	private static X509Bundle certificate;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, WebClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				SslAutoConfiguration.class))
		.withPropertyValues("together.api-key=sk-hush", "together.retry.base-delay=1ms",
				"together.proxy.host=localhost", "together.ssl.bundle=mine");

	@BeforeAll
	static void createCertificates() throws Exception {
		authority = Certificates.authority("CN=one");
		certificate = Certificates.issued(authority, HOST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void tunnelToANameThatOnlyTheProxyKnows(String connector) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy(null, null); ApiServer server = ApiServer.tls("far", certificate)) {
			through(proxy, server, connector).run((context) -> {
				assertThat(create(context)).isEqualTo("far");
				assertThat(stream(context)).isEqualTo("far");
				assertThat(proxy.tunnels()).isNotEmpty()
					.allSatisfy((tunnel) -> assertThat(tunnel).startsWith(HOST + ":"));
				assertThat(proxy.forwarded()).isEmpty();
			});
		}
	}

	// As Squid has it by default: tunnels lead to port 443 only.
	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void plainHttpNeedsNoTunnel(String connector) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy(null, null).refuseTunnels("403 Forbidden");
				ApiServer server = ApiServer.plain("far")) {
			through(proxy, server, connector).run((context) -> {
				assertThat(create(context)).isEqualTo("far");
				assertThat(stream(context)).isEqualTo("far");
				String url = url(server) + "/completions";
				assertThat(proxy.forwarded()).containsExactly(url, url);
				assertThat(server.received()).extracting(ApiServer.Received::path)
					.containsExactly("/v1/completions", "/v1/completions");
			});
		}
	}

	// The JDK's client gives a tunnel no password unless a system property allows it.
	@ParameterizedTest
	@CsvSource({ "reactor, true", "reactor, false", "jdk, false", "jetty, true", "jetty, false" })
	void credentialsGoToTheProxyOnly(String connector, boolean tls) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy("ünser", "sésame:1"); ApiServer server = server(tls)) {
			through(proxy, server, connector)
				.withPropertyValues("together.proxy.username=ünser", "together.proxy.password=sésame:1",
						"together.clients.near.base-url=" + server.baseUrl(), "together.clients.near.api-key=k",
						"together.clients.near.proxy.non-proxy-hosts=LOCAL*")
				.run((context) -> {
					assertThat(create(context)).isEqualTo("far");
					if (!tls) {
						assertThat(create(context, "near")).isEqualTo("far");
					}
					assertThat(server.received()).isNotEmpty()
						.extracting(ApiServer.Received::proxyAuthorization)
						.containsOnlyNulls();
					assertThat(proxy.requests()).hasSize(1);
					assertThat(context.getBean(TogetherProperties.class).toString()
							+ context.getBean(TogetherProperties.class).getProxy())
						.doesNotContain("sésame");
				});
		}
	}

	@ParameterizedTest
	@CsvSource({ "reactor, true", "reactor, false", "jdk, true", "jdk, false", "jetty, true", "jetty, false" })
	void wrongCredentialsAreTheProxysBusinessAndTriedOnce(String connector, boolean tls) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy("user", "sesame"); ApiServer server = server(tls)) {
			ApplicationContextRunner runner = through(proxy, server, connector);
			Consumer<ApplicationContext> refused = (context) -> assertThatExceptionOfType(ConnectionException.class)
				.isThrownBy(() -> create(context))
				.withMessageContainingAll("proxy", HOST, "407", "together.proxy.username", "together.proxy.password")
				.withMessageNotContaining("wrong")
				.returns(Reason.PROXY, ConnectionException::reason);
			runner.run(refused::accept);
			runner.withPropertyValues("together.proxy.username=user", "together.proxy.password=wrong")
				.run(refused::accept);
			runner
				.run((context) -> assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> stream(context))
					.withMessageContaining("407"));
			assertThat(proxy.requests()).hasSize(3);
			assertThat(server.received()).isEmpty();
			Awaitility.await().until(() -> proxy.openConnections() == 0);
		}
	}

	@ParameterizedTest
	@CsvSource({ "reactor, 403 Forbidden, 1", "jdk, 403 Forbidden, 1", "jetty, 403 Forbidden, 1",
			"reactor, 502 Bad Gateway, 3", "jdk, 502 Bad Gateway, 3", "jetty, 502 Bad Gateway, 3" })
	void proxyThatOpensNoTunnel(String connector, String status, int requests) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy(null, null).refuseTunnels(status);
				ApiServer server = ApiServer.tls("far", certificate)) {
			through(proxy, server, connector)
				.run((context) -> assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(context))
					.withMessageContainingAll("proxy", HOST, status.substring(0, 3))
					.returns(Reason.PROXY, ConnectionException::reason));
			assertThat(proxy.requests()).hasSize(requests);
			Awaitility.await().until(() -> proxy.openConnections() == 0);
		}
	}

	@ParameterizedTest
	@CsvSource({ "reactor, true", "reactor, false", "jdk, true", "jdk, false", "jetty, true", "jetty, false" })
	void proxyThatIsNotThereIsNamed(String connector, boolean tls) throws Exception {
		ForwardProxy proxy = new ForwardProxy(null, null);
		proxy.close();
		try (ApiServer server = server(tls)) {
			ApplicationContextRunner runner = through(proxy, server, connector);
			runner
				.run((context) -> assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(context))
					.withMessageContaining("The proxy localhost:" + proxy.port() + " cannot be reached"));
			runner.withPropertyValues("together.proxy.host=no-such-proxy.invalid")
				.run((context) -> assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(context))
					.withMessageContaining("The proxy no-such-proxy.invalid:" + proxy.port() + " cannot be reached"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "reactor, true", "reactor, false", "jdk, true", "jdk, false", "jetty, true", "jetty, false" })
	void proxyThatIsSilentEndsInATimeoutAndIsLeft(String connector, boolean tls) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy(null, null).beSilent(); ApiServer server = server(tls)) {
			through(proxy, server, connector)
				.withPropertyValues("together.response-timeout=500ms", "together.connect-timeout=250ms",
						"together.retry.max-attempts=1")
				.run((context) -> {
					assertThatExceptionOfType(TogetherTimeoutException.class).isThrownBy(() -> create(context))
						.satisfies((ex) -> assertThat(ex.phase())
							.isEqualTo((connector.equals("reactor") && tls) ? Phase.CONNECT : Phase.RESPONSE));
					Awaitility.await().until(() -> proxy.openConnections() == 0);
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void someClientsGoThroughTheProxyAndSomeDoNot(String connector) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy(null, null);
				ApiServer far = ApiServer.plain("far");
				ApiServer near = ApiServer.plain("near")) {
			through(proxy, far, connector)
				.withPropertyValues("together.clients.near.base-url=" + near.baseUrl(),
						"together.clients.near.api-key=k", "together.proxy.non-proxy-hosts=*.example.org, LocalHost")
				.run((context) -> {
					assertThat(create(context)).isEqualTo("far");
					assertThat(create(context, "near")).isEqualTo("near");
					CompletionsClient copy = context.getBean(CompletionsClient.class)
						.mutate()
						.baseUrl(near.baseUrl())
						.apiKey("k")
						.build();
					assertThat(copy.create(REQUEST).text()).isEqualTo("near");
					assertThat(proxy.requests()).hasSize(1);
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void reloadedBundleCountsBehindTheProxy(String connector) throws Exception {
		X509Bundle other = Certificates.authority("CN=two");
		try (ForwardProxy proxy = new ForwardProxy(null, null);
				ApiServer server = ApiServer.tls("far", Certificates.issued(other, HOST))) {
			through(proxy, server, connector).run((context) -> {
				assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(context));
				context.getBean(SslBundleRegistry.class)
					.updateBundle("mine", SslBundle
						.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(other.getCertificatePEM()))));
				assertThat(create(context)).isEqualTo("far");
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk" })
	void proxyOfTheSystem(String connector) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy(null, null); ApiServer server = ApiServer.tls("far", certificate)) {
			Map<String, String> properties = Map.of("https.proxyHost", "localhost", "https.proxyPort",
					String.valueOf(proxy.port()));
			try {
				properties.forEach(System::setProperty);
				through(proxy, server, connector).withPropertyValues("together.proxy.host=")
					.run((context) -> assertThat(create(context)).isEqualTo("far"));
			}
			finally {
				properties.keySet().forEach(System::clearProperty);
			}
			assertThat(proxy.tunnels()).hasSize(1);
		}
	}

	// An Authenticator would make a failed connection of it.
	@Test
	void wrongKeyBehindAProxyWithCredentialsOnTheJdksClient() throws Exception {
		try (ForwardProxy proxy = new ForwardProxy("user", "sesame"); ApiServer server = ApiServer.plain("far")) {
			server.failNext(401);
			through(proxy, server, "jdk")
				.withPropertyValues("together.proxy.username=user", "together.proxy.password=sesame")
				.run((context) -> assertThatExceptionOfType(TogetherResponseException.Unauthorized.class)
					.isThrownBy(() -> create(context)));
		}
	}

	@Test
	void jdksClientSaysWhatATunnelNeedsForAPassword(CapturedOutput output) throws Exception {
		try (ForwardProxy proxy = new ForwardProxy("user", "sesame");
				ApiServer server = ApiServer.tls("far", certificate)) {
			ApplicationContextRunner runner = through(proxy, server, "jdk");
			runner.run((context) -> assertThat(output).doesNotContain("disabledSchemes"));
			runner.withPropertyValues("together.proxy.username=user", "together.proxy.password=sesame")
				.run((context) -> assertThat(output).contains("-Djdk.http.auth.tunneling.disabledSchemes=")
					.doesNotContain("sesame"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "host, http://proxy.example.org", "host, proxy.example.org:3128", "host, user@proxy", "port, 0",
			"port, 65536", "username, a:b" })
	void propertyThatCannotBeUsedIsRefused(String property, String value) {
		for (String connector : new String[] { "reactor", "jdk", "jetty" }) {
			this.contextRunner
				.withPropertyValues("together.ssl.bundle=", "spring.http.clients.reactive.connector=" + connector,
						"together.proxy." + property + "=" + value)
				.run((context) -> assertThat(context.getStartupFailure()).rootCause()
					.hasMessageContaining("together.proxy." + property));
		}
	}

	private ApplicationContextRunner through(ForwardProxy proxy, ApiServer server, String connector) {
		return this.contextRunner.withPropertyValues("together.base-url=" + url(server),
				"spring.http.clients.reactive.connector=" + connector, "together.proxy.port=" + proxy.port(),
				"spring.ssl.bundle.pem.mine.truststore.certificate=" + authority.getCertificatePEM());
	}

	private static ApiServer server(boolean tls) throws Exception {
		return tls ? ApiServer.tls("far", certificate) : ApiServer.plain("far");
	}

	private static String url(ApiServer server) {
		return server.baseUrl().replace("localhost", HOST);
	}

	private static String create(ApplicationContext context) {
		return context.getBean(CompletionsClient.class).create(REQUEST).text();
	}

	private static String create(ApplicationContext context, String client) {
		return BeanFactoryAnnotationUtils
			.qualifiedBeanOfType(context.getAutowireCapableBeanFactory(), CompletionsClient.class, client)
			.create(REQUEST)
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

}
