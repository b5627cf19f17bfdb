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

package io.github.togetherspring.sample.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a caller who is quick to send the next request on a connection.
 */
class UnreadRequestTests extends ApiTestSupport {

	private static final String INFO = "GET /playground/info HTTP/1.1\r\nHost: localhost\r\n\r\n";

	@Test
	void requestAfterAQuickOneIsAnswered() throws IOException {
		String first = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Content-Length: " + REQUEST.length() + "\r\n\r\n" + REQUEST;
		try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			caller.setSoTimeout((int) TIMEOUT.toMillis());
			// Both at once: nobody can be quicker.
			send(caller, first + INFO);
			readAnswers(caller, 2);
			send(caller, INFO);
			readAnswers(caller, 1);
		}
	}

	private static void send(Socket caller, String requests) throws IOException {
		caller.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
	}

	private static void readAnswers(Socket caller, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			String head = readHead(caller.getInputStream());
			assertThat(head).startsWith("HTTP/1.1 200");
			String length = head.replaceAll("(?is).*\r\ncontent-length: (\\d+)\r\n.*", "$1");
			caller.getInputStream().readNBytes(Integer.parseInt(length));
		}
	}

	private static String readHead(InputStream answers) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) answers.read());
		}
		return head.toString();
	}

}
