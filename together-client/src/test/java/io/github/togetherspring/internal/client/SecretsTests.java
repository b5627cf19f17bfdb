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

package io.github.togetherspring.internal.client;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the key goes to the configured server only, and neither the key nor the
 * prompt into logs and errors.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SecretsTests {

	private static final String PASSWORD = "changeit";

	@ParameterizedTest
	@EnumSource
	void selfSignedCertificateIsAClearError(Connector connector, @TempDir Path directory) throws Exception {
		SSLContext context = selfSigned(directory.resolve("server.p12").toFile());
		try (RawHttpServer server = new RawHttpServer(context.getServerSocketFactory().createServerSocket(0),
				Fault::serveWell)) {
			for (CallStyle style : CallStyle.values()) {
				Throwable error = style
					.call(connector.client(server).baseUrl("https://localhost:" + server.port() + "/v1").build())
					.error();
				assertThat(error).isInstanceOf(ConnectionException.class)
					.hasMessageStartingWith("The server's certificate is not trusted: localhost:" + server.port())
					.hasMessageContaining("unable to find valid certification path");
			}
			assertThat(server.requests()).isEmpty();
			assertThat(server.connections()).as("tried once each").hasValue(CallStyle.values().length);
		}
	}

	@ParameterizedTest
	@EnumSource
	void keyDoesNotFollowARedirect(Connector connector) throws Exception {
		try (RawHttpServer elsewhere = new RawHttpServer(Fault::serveWell);
				RawHttpServer server = new RawHttpServer((connection) -> connection
					.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: " + elsewhere.baseUrl()
							+ "/completions\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))) {
			for (CallStyle style : CallStyle.values()) {
				assertThat(style.call(connector.client(server).build()).error())
					.isInstanceOf(UnreadableResponseException.class)
					.hasMessageContaining("redirect");
			}
			assertThat(server.requests()).hasSize(CallStyle.values().length)
				.allMatch((request) -> request.contains(Connector.API_KEY));
			assertThat(elsewhere.requests()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void logsHaveNeitherKeyNorPromptNorText(Connector connector) throws Exception {
		List<String> lines;
		try (LogCapture logs = new LogCapture()) {
			for (Fault fault : List.of(Fault.SINGLE_BYTES, Fault.HTML_502, Fault.END_IN_THE_MIDDLE,
					Fault.RESET_BEFORE_HEADERS, Fault.BROKEN_JSON, Fault.REDIRECT)) {
				try (RawHttpServer server = new RawHttpServer(fault::serve)) {
					for (CallStyle style : CallStyle.values()) {
						style.call(connector.client(server).retrySettings(RetrySettings.none()).build());
					}
				}
			}
			lines = logs.lines;
		}
		assertThat(lines).as("log at TRACE").hasSizeGreaterThan(50);
		assertThat(lines).filteredOn((line) -> line.contains(Connector.API_KEY) || line.contains("the secret prompt"))
			// Jetty's own loggers print the headers that it sends.
			.noneMatch((line) -> !line.startsWith("org.eclipse.jetty."));
	}

	@ParameterizedTest
	@EnumSource
	void errorsHaveNeitherKeyNorPrompt(Connector connector) throws Exception {
		for (Fault fault : Fault.values()) {
			if (fault.name().contains("STALL") || fault.name().contains("WITHOUT_END")) {
				continue;
			}
			try (RawHttpServer server = new RawHttpServer(fault::serve)) {
				for (CallStyle style : List.of(CallStyle.CREATE, CallStyle.STREAM)) {
					assertNoSecret(
							style.call(connector.client(server).retrySettings(RetrySettings.none()).build()).error());
				}
			}
		}
	}

	// As the rest of a response that is longer than its Content-Length.
	@ParameterizedTest
	@EnumSource
	void serverThatEchoesThePromptWithoutHttp(Connector connector) throws Exception {
		for (String line : List.of("the secret prompt", "the secret prompt HTTP/1.1 200 OK", "HTTP/the secret prompt",
				"HTTP/1.1 the secret prompt", "HTTP/1.1 200 OK\r\nContent-Length: the secret prompt")) {
			try (RawHttpServer server = new RawHttpServer((connection) -> connection.write(line + "\r\n\r\n"))) {
				assertNoSecret(
						CallStyle.CREATE.call(connector.client(server).retrySettings(RetrySettings.none()).build())
							.error());
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void errorOfAServerThatIsNotThereHasNoKey(CallStyle style) throws Exception {
		RawHttpServer server = new RawHttpServer(Fault::serveWell);
		server.close();
		for (Connector connector : Connector.values()) {
			assertNoSecret(style.call(connector.client(server).retrySettings(RetrySettings.none()).build()).error());
		}
	}

	@ParameterizedTest
	@EnumSource
	void serverThatEchoesTheKey(CallStyle style) throws Exception {
		String key = Connector.API_KEY;
		for (String answer : List.of(
				"401 Unauthorized\r\nContent-Type: application/json\r\n\r\n{\"error\":{\"message\":\"bad key " + key
						+ "\",\"type\":\"" + key + "\"}}",
				"400 Bad Request\r\nContent-Type: text/plain\r\n\r\nAuthorization: Bearer " + key,
				"200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"error\":\"" + key + "\"}\n\n",
				"200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {" + key + "\n\n",
				"200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + key + "</html>")) {
			try (RawHttpServer server = new RawHttpServer((connection) -> connection.write("HTTP/1.1 " + answer))) {
				Throwable error = style.call(Connector.REACTOR_NETTY.client(server).build()).error();
				assertNoSecret(error);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-key", "X-Api-Key", "Ocp-Apim-Subscription-Key", "X-Auth-Token", "Proxy-Authorization",
			"Cookie", "authorization" })
	void serverThatEchoesACredentialInAHeader(String header) throws Exception {
		String answer = "{\"error\":{\"message\":\"bad credential " + Connector.API_KEY + "\"}}";
		try (RawHttpServer server = new RawHttpServer(
				(connection) -> connection.write("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n" + answer))) {
			CompletionsClient.Builder client = Connector.REACTOR_NETTY.client(server).apiKey("another-key");
			for (CallStyle style : CallStyle.values()) {
				assertNoSecret(style.call(client.defaultHeader(header, "Bearer " + Connector.API_KEY).build()).error());
			}
			assertThat(server.requests()).allMatch((request) -> request.contains(Connector.API_KEY));
			CallOptions options = CallOptions.builder().header(header, Connector.API_KEY).build();
			assertThatExceptionOfType(TogetherResponseException.Unauthorized.class)
				.isThrownBy(() -> Connector.REACTOR_NETTY.client(server).build().create(CallStyle.request(), options))
				.withMessageContaining("bad credential ***")
				.satisfies(SecretsTests::assertNoSecret);
		}
	}

	@Test
	void wordInAnyOtherHeaderIsNotTakenOut() throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> connection
			.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n{\"error\":\"unknown teammates\"}"))) {
			assertThat(CallStyle.CREATE
				.call(Connector.REACTOR_NETTY.client(server).defaultHeader("X-Team", "teammates").build())
				.error()).hasMessageContaining("unknown teammates");
		}
	}

	@Test
	void texts() throws Exception {
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			CallOptions options = CallOptions.builder().header("X-Key", Connector.API_KEY).build();
			assertThat(Connector.REACTOR_NETTY.client(server)).asString().doesNotContain(Connector.API_KEY);
			assertThat(Connector.REACTOR_NETTY.client(server).build()).asString().doesNotContain(Connector.API_KEY);
			assertThat(options).asString().doesNotContain(Connector.API_KEY);
			assertThat(CallStyle.request()).asString().doesNotContain("secret");
		}
	}

	// The whole of it: with the causes, as a log prints it and as it is serialized.
	private static void assertNoSecret(Throwable error) throws IOException {
		if (error == null) {
			return;
		}
		StringWriter text = new StringWriter();
		error.printStackTrace(new PrintWriter(text));
		assertThat(text.toString()).doesNotContain(Connector.API_KEY).doesNotContain("the secret prompt");
		if (error instanceof TogetherException together) {
			assertThat(together.body() + together.response()).doesNotContain(Connector.API_KEY);
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(error);
		}
		catch (NotSerializableException ex) {
			// Some errors of Jetty are not: what was written so far must do.
		}
		String serialized = bytes.toString(StandardCharsets.ISO_8859_1);
		assertThat(serialized.contains(Connector.API_KEY)).as("key in the serialized error").isFalse();
		assertThat(serialized.contains("the secret prompt")).as("prompt in the serialized error").isFalse();
	}

	private static SSLContext selfSigned(File file) throws Exception {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"SAN=dns:localhost,ip:127.0.0.1", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass",
				PASSWORD)
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(keytool.waitFor()).as(output).isZero();
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (FileInputStream in = new FileInputStream(file)) {
			store.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

	/**
	 * Takes what all loggers say, at TRACE, in place of the console.
	 */
	private static final class LogCapture implements AutoCloseable {

		private final Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory())
			.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

		private final Level level = this.root.getLevel();

		private final List<Appender<ILoggingEvent>> console = new CopyOnWriteArrayList<>();

		private final List<String> lines = new CopyOnWriteArrayList<>();

		private final AppenderBase<ILoggingEvent> appender;

		LogCapture() {
			this.appender = new AppenderBase<>() {

				@Override
				protected void append(ILoggingEvent event) {
					LogCapture.this.lines.add(event.getLoggerName() + " " + event.getFormattedMessage());
				}

			};
			this.root.iteratorForAppenders().forEachRemaining(this.console::add);
			this.console.forEach(this.root::detachAppender);
			this.appender.setContext(this.root.getLoggerContext());
			this.appender.start();
			this.root.addAppender(this.appender);
			this.root.setLevel(Level.TRACE);
		}

		@Override
		public void close() {
			this.root.setLevel(this.level);
			this.root.detachAppender(this.appender);
			this.console.forEach(this.root::addAppender);
		}

	}

}
