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

package io.github.togetherspring.simulator;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for scripted responses.
 */
class ScriptTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final TogetherSimulator simulator = TogetherSimulator.start();

	private SimulatorCaller caller;

	@BeforeEach
	void prepare() {
		this.caller = new SimulatorCaller(this.simulator);
	}

	@AfterEach
	void close() {
		this.simulator.close();
	}

	@Test
	void answersComeInOrderAndThenTheModelAnswers() {
		this.simulator.enqueue(SimulatedResponse.html(502, "<html>bad gateway</html>"), SimulatedResponse.status(503),
				SimulatedResponse.error(429, "rate_limit", "Slow down").withHeader("Retry-After", "2"));
		HttpResponse<String> html = this.caller.post(SimulatorCaller.body(""));
		assertThat(html.statusCode()).isEqualTo(502);
		assertThat(html.headers().firstValue("content-type")).contains("text/html; charset=UTF-8");
		assertThat(html.body()).isEqualTo("<html>bad gateway</html>");
		HttpResponse<String> empty = this.caller.post(SimulatorCaller.body(""));
		assertThat(empty.statusCode()).isEqualTo(503);
		assertThat(empty.body()).isEmpty();
		HttpResponse<String> error = this.caller.post(SimulatorCaller.body(""));
		assertThat(error.statusCode()).isEqualTo(429);
		assertThat(error.headers().firstValue("retry-after")).contains("2");
		assertThat(SimulatorCaller.json(error.body()).get("error").get("type").stringValue()).isEqualTo("rate_limit");
		assertThat(this.caller.post(SimulatorCaller.body("")).statusCode()).isEqualTo(200);
	}

	@Test
	void completionTextIsToldAtOnceOrStreamed() {
		SimulatedResponse answer = SimulatedResponse.completion(" a fox 🦊 was here.").withFinishReason("length");
		this.simulator.enqueue(answer, answer);
		JsonNode choice = this.caller.complete("").get("choices").get(0);
		assertThat(choice.get("text").stringValue()).isEqualTo(" a fox 🦊 was here.");
		assertThat(choice.get("finish_reason").stringValue()).isEqualTo("length");
		assertThat(SimulatorCaller.text(this.caller.stream(""), 0)).isEqualTo(" a fox 🦊 was here.");
	}

	@Test
	void eventsAreSentAsTheyAre() {
		this.simulator.enqueue(SimulatedResponse.events("{\"error\":\"gone\"}", "[DONE]"));
		assertThat(this.caller.post(SimulatorCaller.body("\"stream\":true")).body())
			.isEqualTo("data: {\"error\":\"gone\"}\n\ndata: [DONE]\n\n");
	}

	@Test
	void finishReasonBelongsToScriptedTexts() {
		assertThatIllegalStateException().isThrownBy(() -> SimulatedResponse.status(500).withFinishReason("stop"));
	}

	@Test
	void numberOfChunksIsNotNegative() {
		assertThatIllegalArgumentException().isThrownBy(() -> SimulatedResponse.fromModel().resetAfter(-1));
	}

	@Test
	void delayComesBeforeTheHeaders() {
		long start = System.nanoTime();
		this.simulator.enqueue(SimulatedResponse.fromModel().withDelay(Duration.ofMillis(200)));
		this.caller.complete("");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
	}

	@Test
	void closeEndsTheConnectionWithoutTheEndOfTheBody() throws Exception {
		this.simulator.enqueue(SimulatedResponse.tokens(" one", " two", " three").closeAfter(2));
		try (Socket socket = call("\"stream\":true")) {
			String received = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(received).startsWith("HTTP/1.1 200 OK").contains(" one", " two").doesNotContain(" three");
			assertThat(received).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
		}
	}

	@Test
	void resetBreaksTheConnectionOff() throws Exception {
		this.simulator.enqueue(SimulatedResponse.fromModel().resetAfter(2));
		try (Socket socket = call("\"stream\":true")) {
			StringBuilder received = new StringBuilder();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> readInto(received, socket))
				.withMessageContaining("reset");
			assertThat(received.toString().split("data: ")).hasSize(3);
		}
	}

	@Test
	void resetBeforeTheHeadersSendsNothing() throws Exception {
		this.simulator.enqueue(SimulatedResponse.fromModel().resetBeforeHeaders());
		try (Socket socket = call("")) {
			StringBuilder received = new StringBuilder();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> readInto(received, socket));
			assertThat(received).isEmpty();
		}
	}

	@Test
	void closeBeforeTheHeadersSendsNothing() throws Exception {
		this.simulator.enqueue(SimulatedResponse.fromModel().closeBeforeHeaders());
		try (Socket socket = call("")) {
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void closeCutsABodyThatIsNoStream() {
		this.simulator.enqueue(SimulatedResponse.fromModel().closeAfter(3));
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> this.caller.post(SimulatorCaller.body("")));
	}

	@Test
	void stallBeforeTheHeadersSendsNothingUntilTheClientLeaves() throws Exception {
		this.simulator.enqueue(SimulatedResponse.fromModel().stallBeforeHeaders());
		Socket socket = call("");
		this.simulator.takeRequest(PATIENCE);
		assertThat(this.simulator.activeRequests()).isOne();
		assertThat(socket.getInputStream().available()).isZero();
		socket.close();
		assertThat(this.simulator.awaitIdle(PATIENCE)).isTrue();
	}

	@Test
	void stallAfterSomeChunksKeepsTheConnectionOpen() throws Exception {
		this.simulator.enqueue(SimulatedResponse.tokens(" one", " two").stallAfter(1));
		try (Socket socket = call("\"stream\":true")) {
			readUntil(socket.getInputStream(), " one\"}}");
			assertThat(this.simulator.activeRequests()).isOne();
		}
		assertThat(this.simulator.awaitIdle(PATIENCE)).isTrue();
	}

	@Test
	void clientThatLeavesEndsItsStream() throws Exception {
		this.simulator.enqueue(SimulatedResponse.fromModel().withChunkDelay(Duration.ofMillis(20)));
		Socket socket = call("\"stream\":true,\"logit_bias\":{\"0\":-100},\"max_tokens\":100000");
		readUntil(socket.getInputStream(), "data: ");
		socket.close();
		assertThat(this.simulator.awaitIdle(PATIENCE)).isTrue();
	}

	@Test
	void clientThatLeavesWithoutReadingEndsItsStream() throws Exception {
		Socket socket = call("\"stream\":true,\"n\":128,\"logit_bias\":{\"0\":-100},\"max_tokens\":100000");
		readUntil(socket.getInputStream(), "data: ");
		assertThat(this.simulator.activeRequests()).isOne();
		socket.close();
		assertThat(this.simulator.awaitIdle(PATIENCE)).isTrue();
	}

	@RepeatedTest(20)
	void closeEndsConnectionsThatWereKeptForLater() throws Exception {
		TogetherSimulator other = TogetherSimulator.start();
		try (Socket socket = call(other, "\"max_tokens\":1")) {
			readUntil(socket.getInputStream(), "cached_tokens\": 0\n  }\n}");
			other.close();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	private Socket call(String members) throws Exception {
		return call(this.simulator, members);
	}

	private static Socket call(TogetherSimulator simulator, String members) throws Exception {
		byte[] body = SimulatorCaller.body(members).getBytes(StandardCharsets.UTF_8);
		Socket socket = new Socket("127.0.0.1", simulator.port());
		socket.setSoTimeout((int) PATIENCE.toMillis());
		OutputStream out = socket.getOutputStream();
		out.write(("POST /v1/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer key\r\ncontent-length: "
				+ body.length + "\r\n\r\n")
			.getBytes(StandardCharsets.UTF_8));
		out.write(body);
		out.flush();
		return socket;
	}

	private static void readInto(StringBuilder received, Socket socket) throws Exception {
		InputStream in = socket.getInputStream();
		for (int next = in.read(); next != -1; next = in.read()) {
			received.append((char) next);
		}
	}

	private static void readUntil(InputStream in, String end) throws Exception {
		StringBuilder received = new StringBuilder();
		while (received.indexOf(end) < 0) {
			int next = in.read();
			assertThat(next).as(received.toString()).isNotEqualTo(-1);
			received.append((char) next);
		}
	}

}
