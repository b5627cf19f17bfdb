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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for what a server says about its response in the headers, with each HTTP client
 * as it is set up: size, length, compression.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ResponseHeadTests {

	private static final String JSON = "{\"id\":\"1\",\"choices\":[{\"index\":0,\"text\":\"whole\",\"finish_reason\":\"stop\"}]}";

	private static final String EVENTS = "data: " + JSON + "\n\ndata: [DONE]\n\n";

	private static final String LENGTH = "Content-Length: " + JSON.length() + "\r\n";

	private static final List<String> CONNECTORS = List.of("reactor", "jdk", "jetty");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, WebClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class))
		.withPropertyValues("together.api-key=sk-hush", "together.retry.base-delay=1ms",
				"together.response-timeout=15s", "together.stream-idle-timeout=15s");

	@ParameterizedTest
	@MethodSource
	void unusualHeadIsRead(String connector, String headers) throws Exception {
		answered(connector, (request) -> answer("200 OK", headers, JSON.getBytes()), (client, server) -> {
			assertThat(create(client)).isEqualTo("whole");
			assertThat(create(client)).isEqualTo("whole");
			assertThat(server.requests()).hasSize(2);
		});
	}

	static Stream<Arguments> unusualHeadIsRead() {
		return CONNECTORS.stream()
			.flatMap((connector) -> Stream.of(
					argumentSet("one long header, " + connector, connector,
							LENGTH + "Content-Security-Policy: " + "x".repeat(60_000) + "\r\n"),
					argumentSet("many headers, " + connector, connector,
							LENGTH + ("Set-Cookie: a=" + "x".repeat(985) + "\r\n").repeat(60)),
					argumentSet("the same length twice, " + connector, connector, LENGTH + LENGTH),
					argumentSet("identity, " + connector, connector, LENGTH + "Content-Encoding: identity\r\n")));
	}

	// It was generated, and would be once more.
	@ParameterizedTest
	@MethodSource
	void headThatCannotBeReadIsNoReasonToAskAgain(String connector, String headers) throws Exception {
		answered(connector, (request) -> answer("200 OK", headers, JSON.getBytes()), (client, server) -> {
			assertThatExceptionOfType(TogetherException.class).isThrownBy(() -> create(client))
				.isInstanceOfAny(ConnectionException.class, UnreadableResponseException.class)
				.withMessageNotContainingAny("xxx", "lots");
			assertThat(server.requests()).hasSize(1);
		});
	}

	static Stream<Arguments> headThatCannotBeReadIsNoReasonToAskAgain() {
		return CONNECTORS.stream()
			.flatMap((connector) -> Stream.of(
					argumentSet("different lengths, " + connector, connector, LENGTH + "Content-Length: 5\r\n"),
					argumentSet("different lengths the other way round, " + connector, connector,
							"Content-Length: 5\r\n" + LENGTH),
					argumentSet("negative length, " + connector, connector, "Content-Length: -5\r\n"),
					argumentSet("length in words, " + connector, connector, "Content-Length: lots\r\n")));
	}

	// An assertion of Jetty's own fails on it, where assertions are on.
	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk" })
	void headThatIsTooLargeIsNamedAndNotAskedForAgain(String connector) throws Exception {
		byte[] answer = answer("200 OK", LENGTH + "X: " + "x".repeat(500_000) + "\r\n", JSON.getBytes());
		answered(connector, (request) -> answer, (client, server) -> {
			assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(client))
				.withMessageContaining("larger");
			assertThat(server.requests()).hasSize(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void compressionIsAskedForWhereNothingIsHeldBackByIt(String connector) throws Exception {
		answered(connector, (request) -> request.contains("\"stream\":true")
				? answer("200 OK", events(EVENTS), EVENTS.getBytes()) : answer("200 OK", LENGTH, JSON.getBytes()),
				(client, server) -> {
					create(client);
					stream(client);
					assertThat(server.requests()).extracting(ResponseHeadTests::acceptEncoding)
						.containsExactly(List.of("accept-encoding: gzip"), List.of("accept-encoding: identity"));
				});
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void compressedAnswer(String connector) throws Exception {
		byte[] gzip = gzip(JSON.getBytes());
		answered(connector, (request) -> gzipped("200 OK", gzip), (client, server) -> {
			assertThat(create(client)).isEqualTo("whole");
			assertThat(server.requests()).hasSize(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void compressedError(String connector) throws Exception {
		byte[] gzip = gzip("{\"error\":{\"message\":\"No such thing\",\"type\":\"t\"}}".getBytes());
		answered(connector, (request) -> gzipped("400 Bad Request", gzip),
				(client, server) -> assertThatExceptionOfType(TogetherResponseException.BadRequest.class)
					.isThrownBy(() -> create(client))
					.withMessageContaining("No such thing"));
	}

	// Reactor Netty undoes what was not asked for, too.
	@Test
	void compressedStreamOnReactorNetty() throws Exception {
		byte[] gzip = gzip(EVENTS.getBytes());
		answered("reactor", (request) -> gzippedEvents(gzip),
				(client, server) -> assertThat(stream(client)).isEqualTo("whole"));
	}

	@ParameterizedTest
	@MethodSource
	void compressionThatCannotBeUndoneIsNamed(String connector, String coding, boolean stream) throws Exception {
		String headers = events("four") + "Content-Encoding: " + coding + "\r\n";
		answered(connector, (request) -> answer("200 OK", headers, "four".getBytes()), (client, server) -> {
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> call(client, stream))
				.withMessageContainingAll("'" + coding + "'", "Content-Encoding");
			assertThat(server.requests()).hasSize(1);
			Awaitility.await().until(() -> server.openSockets() == 0);
		});
	}

	static Stream<Arguments> compressionThatCannotBeUndoneIsNamed() {
		Stream<Arguments> onAll = CONNECTORS.stream()
			.flatMap((connector) -> Stream.of("zstd", "x-own")
				.flatMap((coding) -> Stream.of(true, false).map((stream) -> Arguments.of(connector, coding, stream))));
		return Stream.concat(onAll, Stream.of(Arguments.of("jdk", "gzip", true), Arguments.of("jetty", "gzip", true)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void compressedAnswerThatIsCutIsNotAskedForAgain(String connector) throws Exception {
		byte[] gzip = gzip(JSON.getBytes());
		byte[] cut = Arrays.copyOf(gzip, gzip.length - 12);
		answered(connector, (request) -> gzipped("200 OK", cut), (client, server) -> {
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> create(client));
			assertThat(server.requests()).hasSize(1);
		});
	}

	// A mebibyte for each kibibyte.
	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk", "jetty" })
	void limitAppliesToWhatIsUnpacked(String connector) throws Exception {
		byte[] bomb = gzip(new byte[32 * 1024 * 1024]);
		assertThat(bomb).hasSizeLessThan(64 * 1024);
		answered(connector, (request) -> gzipped("200 OK", bomb), (client, server) -> {
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> create(client))
				.withMessageContaining("together.max-response-size");
			assertThat(server.requests()).hasSize(1);
		}, "together.max-response-size=64KB");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void decoderOfTheApplicationIsKept(boolean large) throws Exception {
		String headers = LENGTH + "X: " + "x".repeat(large ? 100_000 : 2_000) + "\r\n";
		try (RawHttpServer server = RawHttpServer.responding((request) -> answer("200 OK", headers, JSON.getBytes()))) {
			int limit = large ? 200_000 : 1_000;
			at(server, "reactor").withBean("decoder", ClientHttpConnectorBuilderCustomizer.class,
					() -> (ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder>) (builder) -> builder
						.withHttpClientCustomizer(
								(HttpClient http) -> http.httpResponseDecoder((spec) -> spec.maxHeaderSize(limit))))
				.run((context) -> {
					CompletionsClient client = context.getBean(CompletionsClient.class);
					if (large) {
						assertThat(create(client)).isEqualTo("whole");
					}
					else {
						assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> create(client));
					}
				});
		}
	}

	private void answered(String connector, Function<String, byte[]> answers, Calls calls, String... properties)
			throws Exception {
		try (RawHttpServer server = RawHttpServer.responding(answers)) {
			at(server, connector).withPropertyValues(properties)
				.run((context) -> calls.make(context.getBean(CompletionsClient.class), server));
		}
	}

	private ApplicationContextRunner at(RawHttpServer server, String connector) {
		return this.contextRunner.withPropertyValues("together.base-url=" + server.baseUrl(),
				"spring.http.clients.reactive.connector=" + connector);
	}

	private static byte[] gzipped(String status, byte[] gzip) {
		return answer(status,
				"Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: " + gzip.length + "\r\n",
				gzip);
	}

	private static byte[] gzippedEvents(byte[] gzip) {
		return answer("200 OK",
				"Content-Type: text/event-stream\r\nContent-Encoding: gzip\r\nContent-Length: " + gzip.length + "\r\n",
				gzip);
	}

	private static String events(String body) {
		return "Content-Type: text/event-stream\r\nContent-Length: " + body.length() + "\r\n";
	}

	private static byte[] answer(String status, String headers, byte[] body) {
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		answer.writeBytes(("HTTP/1.1 " + status + "\r\n" + headers + "\r\n").getBytes());
		answer.writeBytes(body);
		return answer.toByteArray();
	}

	private static byte[] gzip(byte[] bytes) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
			gzip.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	private static List<String> acceptEncoding(String request) {
		return request.toLowerCase(Locale.ROOT).lines().filter((line) -> line.startsWith("accept-encoding:")).toList();
	}

	private static String call(CompletionsClient client, boolean stream) {
		return stream ? stream(client) : create(client);
	}

	private static String create(CompletionsClient client) {
		return client.create(request()).text();
	}

	private static String stream(CompletionsClient client) {
		return client.stream(request()).map(CompletionChunk::text).toStream().collect(Collectors.joining());
	}

	private static CompletionRequest request() {
		return CompletionRequest.builder().model("m").prompt("p").build();
	}

	private interface Calls {

		void make(CompletionsClient client, RawHttpServer server) throws Exception;

	}

}
