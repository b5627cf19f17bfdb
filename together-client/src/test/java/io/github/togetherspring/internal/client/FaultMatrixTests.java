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

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.client.CallStyle.Outcome;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Every {@link Fault}, with every way to call, over every HTTP client: the right response
 * or the right error in time, and no leaks.
 */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
public class FaultMatrixTests {

	private static final Duration TIMEOUT = Duration.ofMillis(250);

	private static final Duration NO_TIMEOUT = Duration.ofSeconds(15);

	private static final Duration IN_TIME = Duration.ofSeconds(5);

	private static final int LIMIT = 64 * 1024;

	private static final Set<Class<?>> RETRIED = Set.of(TogetherResponseException.ServerError.class,
			TogetherResponseException.ServiceUnavailable.class);

	// With these, no response can have started, and everything that arrived is HTTP.
	private static final Set<Fault> RETRIED_FAULTS = Set.of(Fault.RESET_BEFORE_HEADERS, Fault.END_BEFORE_HEADERS);

	// Buffers that leaked, and errors that went nowhere.
	private static final List<Logger> watched = List.of((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class),
			(Logger) LoggerFactory.getLogger(Operators.class));

	private static final ListAppender<ILoggingEvent> leaks = new ListAppender<>();

	private static long threads;

	@BeforeAll
	public static void watchForLeaks() throws Exception {
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
		leaks.start();
		watched.forEach((logger) -> logger.addAppender(leaks));
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			for (Connector connector : Connector.values()) {
				for (CallStyle style : CallStyle.values()) {
					assertThat(style.call(connector.client(server).build()).error()).isNull();
				}
			}
		}
		threads = clientThreads();
	}

	@AfterAll
	public static void nothingLeaked() {
		for (int i = 0; i < 5; i++) {
			System.gc();
			// Leaks are reported by the next allocations.
			ByteBufAllocator.DEFAULT.buffer(16).release();
			ByteBufAllocator.DEFAULT.heapBuffer(16).release();
		}
		watched.forEach((logger) -> logger.detachAppender(leaks));
		assertThat(leaks.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@Tag("timing")
	@Timeout(value = 120, unit = TimeUnit.SECONDS)
	public void faultsLeaveNoThreads(Connector connector) throws Exception {
		for (Fault fault : Fault.values()) {
			for (CallStyle style : CallStyle.values()) {
				try (RawHttpServer server = new RawHttpServer(fault::serve)) {
					style.call(client(fault, connector, server));
				}
			}
		}
		// The pools of the HTTP clients grow with the connections, up to a bound.
		assertThat(clientThreads() - threads).as("new threads").isLessThan(20);
	}

	@ParameterizedTest
	@MethodSource("matrix")
	public void faultIsTold(Fault fault, CallStyle style, Connector connector) throws Exception {
		Outcome outcome;
		long start = System.nanoTime();
		try (RawHttpServer server = new RawHttpServer(fault::serve)) {
			outcome = style.call(client(fault, connector, server));
			Duration duration = Duration.ofNanos(System.nanoTime() - start);
			assertThat(outcome.texts()).isEqualTo(fault.texts(style.isStream()));
			if (fault.error(style.isStream()) == null) {
				assertThat(outcome.error()).isNull();
			}
			else {
				assertThat(outcome.error()).isExactlyInstanceOf(fault.error(style.isStream()));
				assertThat(outcome.error().getMessage()).isNotBlank();
			}
			assertThat(duration).isLessThan(IN_TIME);
			if (outcome.error() instanceof TogetherTimeoutException timeout) {
				assertThat(duration).isGreaterThanOrEqualTo(TIMEOUT);
				assertThat(timeout.phase())
					.isEqualTo((fault == Fault.STALL_BEFORE_HEADERS) ? Phase.RESPONSE : Phase.STREAM_IDLE);
			}
			assertThat(server.requests()).hasSize(1);
			assertNoOpenConnection(server, connector);
		}
	}

	@ParameterizedTest
	@MethodSource("smallMatrix")
	public void faultBeforeTheFirstChunkIsRetriedWhereThatMayHelp(Fault fault, CallStyle style, Connector connector)
			throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (attempts.incrementAndGet() == 1) {
				fault.serve(connection);
			}
			else {
				Fault.serveWell(connection);
			}
		})) {
			RetrySettings policy = RetrySettings.builder().baseDelay(Duration.ofMillis(1)).build();
			Outcome outcome = style.call(client(fault, connector, server).mutate().retrySettings(policy).build());
			if (isRetried(fault, style.isStream())) {
				assertThat(outcome.error()).isNull();
				assertThat(outcome.texts()).isEqualTo(style.isStream() ? List.of("a", "b") : List.of("ab"));
				assertThat(attempts).hasValue(2);
			}
			else {
				assertThat(outcome.texts()).isEqualTo(fault.texts(style.isStream()));
				assertThat(attempts).hasValue(1);
			}
			assertNoOpenConnection(server, connector);
		}
	}

	public static Stream<Arguments> matrix() {
		return matrix(Arrays.asList(CallStyle.values()), Arrays.asList(Connector.values()));
	}

	public static Stream<Arguments> smallMatrix() {
		return matrix(List.of(CallStyle.CREATE, CallStyle.STREAM), Arrays.asList(Connector.values()));
	}

	private static Stream<Arguments> matrix(List<CallStyle> styles, List<Connector> connectors) {
		return connectors.stream()
			.flatMap((connector) -> styles.stream()
				.flatMap((style) -> Arrays.stream(Fault.values())
					.map((fault) -> argumentSet(fault + ", " + style + ", " + connector, fault, style, connector))));
	}

	/**
	 * Whether a call that meets the fault is tried again.
	 */
	public static boolean isRetried(Fault fault, boolean stream) {
		Class<?> error = fault.error(stream);
		return RETRIED_FAULTS.contains(fault) || (error != null && RETRIED.contains(error));
	}

	// The JDK's client tells a server that is busy writing up to three seconds later.
	private static void assertNoOpenConnection(RawHttpServer server, Connector connector) {
		Awaitility.await()
			.pollInterval(2, TimeUnit.MILLISECONDS)
			.atMost((connector == Connector.JDK) ? 5 : 2, TimeUnit.SECONDS)
			.until(() -> server.openConnections() == 0);
	}

	private static CompletionsClient client(Fault fault, Connector connector, RawHttpServer server) {
		return connector.client(server)
			.responseTimeout((fault == Fault.STALL_BEFORE_HEADERS) ? TIMEOUT : NO_TIMEOUT)
			.streamIdleTimeout(fault.name().contains("STALL") ? TIMEOUT : NO_TIMEOUT)
			.maxEventSize(LIMIT)
			.maxResponseSize(LIMIT)
			.retrySettings(RetrySettings.none())
			.build();
	}

	private static long clientThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().startsWith("raw-http-server"))
			.count();
	}

}
