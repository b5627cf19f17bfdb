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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All ways to call at once, for some minutes, on a server that does everything wrong, and
 * with callers who leave. Run with the profile "soak"; the system property "soak.seconds"
 * says for how long.
 */
@Tag("soak")
class SoakTests {

	private static final Log logger = LogFactory.getLog(SoakTests.class);

	private static final int CALLERS = 16;

	private static final Duration TIMEOUT = Duration.ofMillis(250);

	private final Map<String, AtomicLong> ends = new ConcurrentHashMap<>();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicLong started = new AtomicLong();

	@Test
	void everyCallEnds() throws Exception {
		// It warns of every connection that breaks.
		((Logger) LoggerFactory.getLogger("reactor.netty")).setLevel(Level.ERROR);
		run(Duration.ofSeconds(5));
		long before = heap();
		this.ends.clear();
		this.started.set(0);
		run(Duration.ofSeconds(Integer.getInteger("soak.seconds", 180)));
		long after = heap();
		logger.info(this.started + " calls: " + new TreeMap<>(this.ends) + "; heap " + before / 1024 + " KiB, then "
				+ after / 1024 + " KiB");
		assertThat(this.inFlight).as("calls in flight").hasValue(0);
		assertThat(this.ends.values().stream().mapToLong(AtomicLong::get).sum()).as("ends of calls")
			.isEqualTo(this.started.get());
		assertThat(this.ends.keySet()).as("ends").allMatch((end) -> !end.startsWith("untyped"));
		assertThat(after - before).as("growth of the heap").isLessThan(16 * 1024 * 1024);
	}

	private void run(Duration duration) throws Exception {
		// If the response is not HTTP, the JDK's client keeps the connection forever.
		Fault[] faults = EnumSet.complementOf(EnumSet.of(Fault.NO_HTTP, Fault.INVALID_STATUS)).toArray(Fault[]::new);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			int random = ThreadLocalRandom.current().nextInt(2 * faults.length);
			if (random < faults.length) {
				faults[random].serve(connection);
			}
			else {
				Fault.serveWell(connection);
			}
		})) {
			List<CompletionsClient> clients = Arrays.stream(Connector.values())
				.map((connector) -> connector.client(server)
					.responseTimeout(TIMEOUT)
					.streamIdleTimeout(TIMEOUT)
					.maxEventSize(64 * 1024)
					.maxResponseSize(64 * 1024)
					.maxConcurrentRequests(CALLERS / Connector.values().length - 1)
					.retrySettings(RetrySettings.builder().baseDelay(Duration.ofMillis(5)).build())
					.build())
				.toList();
			long end = System.nanoTime() + duration.toNanos();
			ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
			List<Future<?>> results = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				CompletionsClient client = clients.get(i % clients.size());
				results.add(callers.submit(() -> {
					while (System.nanoTime() < end) {
						call(client);
					}
				}));
			}
			for (Future<?> result : results) {
				result.get();
			}
			callers.shutdown();
			Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> server.openConnections() == 0);
		}
	}

	private void call(CompletionsClient client) {
		this.started.incrementAndGet();
		this.inFlight.incrementAndGet();
		String end;
		try {
			end = call(client, ThreadLocalRandom.current().nextInt(CallStyle.values().length + 3));
		}
		catch (TogetherException ex) {
			end = ex.getClass().getSimpleName();
		}
		catch (RuntimeException ex) {
			end = "untyped " + ex;
		}
		this.inFlight.decrementAndGet();
		this.ends.computeIfAbsent(end, (key) -> new AtomicLong()).incrementAndGet();
	}

	private static String call(CompletionsClient client, int random) {
		if (random < CallStyle.values().length) {
			CallStyle.Outcome outcome = CallStyle.values()[random].call(client);
			if (outcome.error() instanceof RuntimeException error) {
				throw error;
			}
			// A complete response is complete.
			return String.join("", outcome.texts()).equals("ab") ? "success" : "untyped: " + outcome.texts();
		}
		if (random == CallStyle.values().length) {
			client.stream(CallStyle.request()).take(1).blockLast();
		}
		else if (random == CallStyle.values().length + 1) {
			try (CompletionStream chunks = client.openStream(CallStyle.request())) {
				chunks.iterator().next();
			}
		}
		else {
			client.createAsync(CallStyle.request()).toFuture().cancel(true);
		}
		return "given up";
	}

	private static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
