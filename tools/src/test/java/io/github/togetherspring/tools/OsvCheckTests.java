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

package io.github.togetherspring.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OsvCheck} against a server on this machine.
 */
class OsvCheckTests {

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

	private final Queue<String> responses = new ConcurrentLinkedQueue<>();

	private volatile int status = 200;

	private HttpServer server;

	@TempDir
	private Path directory;

	@BeforeEach
	void startServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/v1/querybatch", this::respond);
		this.server.start();
	}

	@AfterEach
	void stopServer() {
		this.server.stop(0);
	}

	@Test
	void noVulnerabilityIsKnown() throws IOException {
		writeSbom("first", "b", "a");
		writeSbom("second", "a", "c");
		this.responses.add("{\"results\":[{},{},{}]}");
		assertThat(check()).isZero();
		assertThat(output()).isEqualTo("3 dependencies checked, 0 with vulnerabilities\n");
		assertThat(purls(this.requests.get(0))).containsExactly("pkg:maven/org.example/a@1.0",
				"pkg:maven/org.example/b@1.0", "pkg:maven/org.example/c@1.0");
	}

	@Test
	void vulnerabilitiesAreListed() throws IOException {
		writeSbom("first", "a", "b", "c");
		this.responses.add("{\"results\":[{},{\"vulns\":[{\"id\":\"GHSA-2\"},{\"id\":\"CVE-1\"}]},{\"vulns\":[]}]}");
		assertThat(check()).isEqualTo(OsvCheck.VULNERABLE);
		assertThat(output()).isEqualTo("""
				VULNERABLE: pkg:maven/org.example/b@1.0, https://osv.dev/vulnerability/CVE-1
				VULNERABLE: pkg:maven/org.example/b@1.0, https://osv.dev/vulnerability/GHSA-2
				3 dependencies checked, 1 with vulnerabilities
				""");
	}

	@Test
	void furtherPagesAreRead() throws IOException {
		writeSbom("first", "a", "b");
		this.responses.add("{\"results\":[{},{\"vulns\":[{\"id\":\"CVE-1\"}],\"next_page_token\":\"t\"}]}");
		this.responses.add("{\"results\":[{\"vulns\":[{\"id\":\"CVE-2\"}]}]}");
		assertThat(check()).isEqualTo(OsvCheck.VULNERABLE);
		assertThat(output()).contains("CVE-1", "CVE-2");
		assertThat(this.requests.get(1).path("queries")).hasSize(1);
		assertThat(this.requests.get(1).at("/queries/0/page_token").asString()).isEqualTo("t");
	}

	@Test
	void manyDependenciesAreSentInBatches() throws IOException {
		writeSbom("first", IntStream.range(0, 501).mapToObj("a%03d"::formatted).toArray(String[]::new));
		this.responses.add(
				IntStream.range(0, 500).mapToObj((i) -> "{}").collect(Collectors.joining(",", "{\"results\":[", "]}")));
		this.responses.add("{\"results\":[{\"vulns\":[{\"id\":\"CVE-1\"}]}]}");
		assertThat(check()).isEqualTo(OsvCheck.VULNERABLE);
		assertThat(output()).contains("a500@1.0, ", "501 dependencies checked");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			500 | {}                | status 500
			429 | {"results":[{}]}  | status 429
			200 | {}                | 0 results for 1 packages
			200 | {"results":[]}    | 0 results for 1 packages
			200 | {"results":[{},{}]} | 2 results for 1 packages
			200 | {"results":[{}    | not JSON
			200 | <html></html>     | not JSON
			""")
	void anythingElseIsNotTakenForNone(int status, String response, String reason) throws IOException {
		writeSbom("first", "a");
		this.status = status;
		this.responses.add(response);
		assertThat(check()).isEqualTo(OsvCheck.NOT_CHECKED);
		assertThat(output()).startsWith("NOT CHECKED for vulnerabilities: ").contains(reason);
	}

	@Test
	void emptyResponseIsNotTakenForNone() throws IOException {
		writeSbom("first", "a");
		this.responses.add("");
		assertThat(check()).isEqualTo(OsvCheck.NOT_CHECKED);
	}

	@Test
	void endlessPagesEnd() throws IOException {
		writeSbom("first", "a");
		IntStream.range(0, 200).forEach((i) -> this.responses.add("{\"results\":[{\"next_page_token\":\"t\"}]}"));
		assertThat(check()).isEqualTo(OsvCheck.NOT_CHECKED);
		assertThat(output()).contains("more than 100 pages");
	}

	@Test
	void unreachableServiceIsReported() throws IOException {
		writeSbom("first", "a");
		URI closed;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			closed = uri(socket.getLocalPort());
		}
		assertThat(check(closed)).isEqualTo(OsvCheck.NOT_CHECKED);
		assertThat(output()).contains("NOT CHECKED", "ConnectException");
	}

	@Test
	void releaseWithoutSbomIsReported() throws IOException {
		assertThat(check()).isEqualTo(OsvCheck.NOT_CHECKED);
		Files.writeString(this.directory.resolve("a-cyclonedx.json"), "{");
		assertThat(check()).isEqualTo(OsvCheck.NOT_CHECKED);
		assertThat(this.requests).isEmpty();
	}

	private int check() {
		return check(uri(this.server.getAddress().getPort()));
	}

	private int check(URI uri) {
		PrintStream out = new PrintStream(this.output, true, StandardCharsets.UTF_8);
		return new OsvCheck(new OsvClient(uri), out).check(this.directory);
	}

	private static URI uri(int port) {
		return URI.create("http://127.0.0.1:" + port + "/");
	}

	private String output() {
		return this.output.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
	}

	private void writeSbom(String artifact, String... dependencies) throws IOException {
		SbomFixture.write(this.directory, artifact, dependencies);
	}

	private static List<String> purls(JsonNode request) {
		return request.path("queries").valueStream().map((query) -> query.at("/package/purl").asString()).toList();
	}

	private void respond(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.requests.add(JsonMapper.shared().readTree(exchange.getRequestBody()));
			byte[] body = this.responses.remove().getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(this.status, (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
		}
	}

}
