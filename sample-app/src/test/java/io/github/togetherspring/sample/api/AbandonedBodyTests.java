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
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.github.togetherspring.simulator.script.RequestPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for callers who disconnect just as the response starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class AbandonedBodyTests extends ApiTestSupport {

	private static final int ROUNDS = 100;

	@Test
	void callerWhoLeavesAsTheAnswerBeginsCancelsTheCallAndIsNoFailure(CapturedOutput output) throws IOException {
		upstream.on(RequestPattern.anyPrompt()).respond(completion("one two three").stallAfter(1));
		byte[] request = ("POST " + PATH + "/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Content-Length: " + REQUEST.length() + "\r\n\r\n" + REQUEST)
			.getBytes(StandardCharsets.US_ASCII);
		Random random = new Random(1);
		for (int i = 0; i < ROUNDS; i++) {
			try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
				caller.setSoLinger(true, 0);
				caller.getOutputStream().write(request);
				upstream.takeRequest(TIMEOUT);
				spin(random.nextInt(10_000_000));
			}
		}
		assertThatUpstreamIsLeft();
		assertThat(output).doesNotContain("Unexpected failure", "UnsupportedOperationException");
	}

	private static void spin(long nanos) {
		long end = System.nanoTime() + nanos;
		while (System.nanoTime() < end) {
			Thread.onSpinWait();
		}
	}

}
