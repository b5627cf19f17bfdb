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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for the reasons of connection failures, which are the same whichever HTTP client
 * is used.
 */
class ConnectionReasonTests {

	@ParameterizedTest
	@MethodSource
	void serverThatBreaksHttp(Connector connector, Fault fault, Reason reason) throws IOException {
		try (RawHttpServer server = new RawHttpServer(fault::serve)) {
			assertThat(failure(connector.client(server)).reason()).isEqualTo(reason);
		}
	}

	static Stream<Arguments> serverThatBreaksHttp() {
		return Arrays.stream(Connector.values())
			.flatMap((connector) -> Stream.of(arguments(connector, Fault.RESET_BEFORE_HEADERS, Reason.RESET),
					arguments(connector, Fault.END_BEFORE_HEADERS, Reason.RESET),
					arguments(connector, Fault.NO_HTTP, Reason.PROTOCOL),
					arguments(connector, Fault.INVALID_STATUS, Reason.PROTOCOL),
					arguments(connector, Fault.RESET_IN_THE_MIDDLE, Reason.RESET),
					arguments(connector, Fault.END_IN_THE_MIDDLE, Reason.RESET)));
	}

	@ParameterizedTest
	@EnumSource
	void portWithoutServer(Connector connector) throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		assertThat(failure(connector, "http://localhost:" + port).reason()).isEqualTo(Reason.REFUSED);
	}

	@ParameterizedTest
	@EnumSource
	void nameWithoutAddress(Connector connector) throws IOException {
		assertThat(failure(connector, "http://no-such-host.invalid").reason()).isEqualTo(Reason.UNRESOLVED);
	}

	private static Arguments arguments(Connector connector, Fault fault, Reason reason) {
		return argumentSet(fault + ", " + connector, connector, fault, reason);
	}

	private static ConnectionException failure(Connector connector, String baseUrl) throws IOException {
		try (RawHttpServer unused = new RawHttpServer(Fault::serveWell)) {
			return failure(connector.client(unused).baseUrl(baseUrl));
		}
	}

	private static ConnectionException failure(CompletionsClient.Builder builder) {
		CompletionsClient client = builder.retrySettings(RetrySettings.none()).build();
		return assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> client.create(CallStyle.request()))
			.actual();
	}

}
