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

package io.github.togetherspring.internal.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.client.CallStyle;
import io.github.togetherspring.internal.client.ClientStatus;
import io.github.togetherspring.internal.client.Connector;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.web.client.ApiVersionInserter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.DefaultUriBuilderFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests that requests go to the base URL as it was written, and that one which HTTP
 * clients do not agree on is refused.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BaseUrlTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	static Stream<Arguments> sent() {
		return Stream.of(Connector.values())
			.flatMap((connector) -> Stream.of(url(connector, "http://localhost:PORT/v1", "/v1/RESOURCE"),
					url(connector, "  http://localhost:PORT/v1\n", "/v1/RESOURCE"),
					url(connector, "HTTP://localhost:PORT/v1", "/v1/RESOURCE"),
					url(connector, "http://LOCALHOST:PORT/v1", "/v1/RESOURCE"),
					url(connector, "http://127.0.0.1:PORT/v1", "/v1/RESOURCE"),
					url(connector, "http://[::ffff:127.0.0.1]:PORT/v1", "/v1/RESOURCE"),
					url(connector, "http://localhost:0PORT/v1", "/v1/RESOURCE"),
					url(connector, "http://localhost:PORT", "/RESOURCE"),
					url(connector, "http://localhost:PORT/", "/RESOURCE"),
					url(connector, "http://localhost:PORT/v1/", "/v1/RESOURCE"),
					url(connector, "http://localhost:PORT/v1///", "/v1/RESOURCE"),
					url(connector, "http://localhost:PORT//a//v1", "//a//v1/RESOURCE"),
					url(connector, "http://localhost:PORT/a/../v1", "/a/../v1/RESOURCE"),
					url(connector, "http://localhost:PORT/a%2Fb%20c/%7e%C3%28", "/a%2Fb%20c/%7e%C3%28/RESOURCE"),
					url(connector, "http://localhost:PORT/v1;a=b,c@d!$&'()*+=:", "/v1;a=b,c@d!$&'()*+=:/RESOURCE"),
					url(connector, "http://localhost:PORT/v1?", "/v1/RESOURCE"),
					url(connector, "http://localhost:PORT/v1/?api-version=2024-10-21",
							"/v1/RESOURCE?api-version=2024-10-21"),
					url(connector, "http://localhost:PORT?a=%2B+%20/&b&=c?", "/RESOURCE?a=%2B+%20/&b&=c?")));
	}

	static Stream<Arguments> builders() {
		return Stream.of(
				argumentSet("factory without a base",
						WebClient.builder().uriBuilderFactory(new DefaultUriBuilderFactory())),
				argumentSet("factory with a base",
						WebClient.builder()
							.uriBuilderFactory(new DefaultUriBuilderFactory("http://127.0.0.1:1/inner"))),
				argumentSet("base URL", WebClient.builder().baseUrl("http://127.0.0.1:1/inner")),
				argumentSet("variables", WebClient.builder().defaultUriVariables(Map.of("v1", "v2"))),
				argumentSet("version in the query",
						WebClient.builder()
							.defaultApiVersion("2")
							.apiVersionInserter(ApiVersionInserter.useQueryParam("version"))),
				argumentSet("version in the path",
						WebClient.builder()
							.defaultApiVersion("2")
							.apiVersionInserter(ApiVersionInserter.usePathSegment(0))),
				argumentSet("version for each request and no inserter",
						WebClient.builder().defaultRequest((request) -> request.apiVersion("2"))));
	}

	@ParameterizedTest
	@MethodSource
	void sent(Connector connector, String baseUrl, String target) throws IOException {
		try (RawHttpServer server = new RawHttpServer(BaseUrlTests::answer)) {
			String port = String.valueOf(server.port());
			CompletionsClient client = connector.client(server).baseUrl(baseUrl.replace("PORT", port)).build();
			client.create(CallStyle.request());
			((ClientStatus) client).probe(TIMEOUT).block();
			assertThat(server.requests()).extracting((request) -> request.lines().findFirst().orElseThrow())
				.containsExactly("POST " + target.replace("RESOURCE", "completions") + " HTTP/1.1",
						"HEAD " + target.replace("RESOURCE", "models") + " HTTP/1.1");
			assertThat(server.requests()).allSatisfy((request) -> assertThat(request.toLowerCase(Locale.ROOT))
				.containsPattern("\r\nhost: (localhost|127\\.0\\.0\\.1|\\[::ffff:[0-9a-f.:]*\\]):" + port + "\r\n"));
		}
	}

	@ParameterizedTest
	@MethodSource
	void builders(WebClient.Builder webClient) throws IOException {
		try (RawHttpServer server = new RawHttpServer(BaseUrlTests::answer)) {
			CompletionsClient client = CompletionsClients.builder(webClient)
				.baseUrl(server.baseUrl())
				.apiKey(Connector.API_KEY)
				.build();
			client.create(CallStyle.request());
			((ClientStatus) client).probe(TIMEOUT).block();
			assertThat(server.requests()).extracting((request) -> request.lines().findFirst().orElseThrow())
				.containsExactly("POST /v1/completions HTTP/1.1", "HEAD /v1/models HTTP/1.1");
		}
	}

	@Test
	void httpClientMetricsTellPathsWithoutTheBaseUrl() throws IOException {
		TestObservationRegistry registry = TestObservationRegistry.create();
		try (RawHttpServer server = new RawHttpServer(BaseUrlTests::answer)) {
			CompletionsClient client = CompletionsClients.builder(WebClient.builder().observationRegistry(registry))
				.baseUrl(server.baseUrl() + "?api-version=1")
				.apiKey(Connector.API_KEY)
				.build();
			client.create(CallStyle.request());
			((ClientStatus) client).probe(TIMEOUT).block();
		}
		TestObservationRegistryAssert.assertThat(registry)
			.hasAnObservationWithAKeyValue("uri", "/completions")
			.hasAnObservationWithAKeyValue("uri", "/models");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                              | absolute http or https URL with a host
			api.together.ai/v1              | absolute http or https URL with a host
			/v1                             | absolute http or https URL with a host
			ftp://host/v1                   | absolute http or https URL with a host
			http:host/v1                    | absolute http or https URL with a host
			http:///v1                      | absolute http or https URL with a host
			mailto:x                        | absolute http or https URL with a host
			https://                        | can't be parsed
			http://ho st/v1                 | percent-encoding
			http://host/a b/v1              | %20
			http://host/bücher/v1           | percent-encoding
			http://bücher.example/v1        | xn--
			http://host/100%/v1             | can't be parsed
			http://host/{version}           | can't be parsed
			http://host/v1#part             | fragment
			http://host/v1#                 | fragment
			http://user:secret@host/v1      | user name or password
			http://secret@host/v1           | user name or password
			http://@host/v1                 | user name or password
			http://user:sec/ret@host/v1     | user name or password
			http://my_vllm:8000/v1          | underscore
			http://my_vllm/v1               | underscore
			http://web.1/v1                 | letters, digits and hyphens
			http://ho%73t/v1                | letters, digits and hyphens
			http://::1/v1                   | IPv6 in square brackets
			http://[::1/v1                  | can't be parsed
			http://[fe80::1%eth0]/v1        | zone
			http://[fe80::1%25eth0]:8080/v1 | zone
			http://host:/v1                 | from 1 to 65535
			http://[::1]:/v1                | from 1 to 65535
			http://host:0/v1                | from 1 to 65535
			http://host:65536/v1            | from 1 to 65535
			http://host:99999999999/v1      | from 1 to 65535
			http://host:-1/v1               | from 1 to 65535
			http://host:8000x/v1            | from 1 to 65535
			http://host:${PORT}/v1          | can't be parsed
			""")
	void refused(String baseUrl, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> BaseUrl.of(baseUrl))
			.withMessageContaining("base URL")
			.withMessageContaining(problem)
			.withMessageNotContaining("secret")
			.withMessageNotContaining("ret@");
	}

	private static void answer(RawHttpServer.Connection connection) throws IOException {
		String body = connection.request().startsWith("HEAD") ? "" : "{\"choices\":[{}]}";
		connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
				+ "{\"choices\":[{}]}".length() + "\r\n\r\n" + body);
	}

	private static Arguments url(Connector connector, String baseUrl, String target) {
		return argumentSet(connector + " " + baseUrl.strip(), connector, baseUrl, target);
	}

}
