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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams that break and streams that are cancelled, next to calls that must get their
 * own complete responses. Run with the profile "soak"; each HTTP client has a sixth of
 * "soak.seconds".
 */
@Tag("soak")
class MixedCallsSoakTests {

	private static final Pattern PROMPT = Pattern.compile("\"prompt\":\"([^\"]*)\"");

	private static final int CALLERS = 8;

	private static final int MAX_EVENTS = 20;

	private final AtomicInteger number = new AtomicInteger();

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	@ParameterizedTest
	@EnumSource
	void eachCallGetsItsOwnAnswer(Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer(this::serve)) {
			CompletionsClient client = connector.client(server).retrySettings(RetrySettings.none()).build();
			long end = System.nanoTime() + Duration.ofSeconds(Integer.getInteger("soak.seconds", 180)).toNanos() / 6;
			ExecutorService callers = Executors.newFixedThreadPool(2 * CALLERS);
			List<Future<?>> results = new ArrayList<>();
			for (int i = 0; i < 2 * CALLERS; i++) {
				boolean stream = i < CALLERS;
				results.add(callers.submit(() -> {
					while (System.nanoTime() < end) {
						call(client, stream);
					}
				}));
			}
			for (Future<?> result : results) {
				result.get();
			}
			callers.shutdown();
		}
		assertThat(this.faults).isEmpty();
	}

	private void call(CompletionsClient client, boolean stream) {
		String prompt = this.number.incrementAndGet() + "x".repeat(ThreadLocalRandom.current().nextInt(300));
		CompletionRequest request = CompletionRequest.builder().model("m").prompt(prompt).build();
		if (stream) {
			readSome(client, request, prompt);
			return;
		}
		try {
			check(client.create(request).text(), prompt);
		}
		catch (TogetherException ex) {
			this.faults.add(ex.toString());
		}
	}

	private void readSome(CompletionsClient client, CompletionRequest request, String prompt) {
		int limit = ThreadLocalRandom.current().nextInt(2 * MAX_EVENTS);
		int count = 0;
		try (CompletionStream chunks = client.openStream(request)) {
			for (CompletionChunk chunk : chunks) {
				check(chunk.text(), prompt);
				if (count++ >= limit) {
					return;
				}
			}
		}
		catch (StreamTruncatedException ex) {
			// The server broke it.
		}
		catch (TogetherException ex) {
			this.faults.add(ex.toString());
		}
	}

	private void check(String text, String prompt) {
		if (!text.equals(prompt)) {
			this.faults.add(text + " instead of " + prompt);
		}
	}

	// Responds with the prompt, and breaks each stream after some events.
	private void serve(RawHttpServer.Connection connection) throws IOException {
		Matcher matcher = PROMPT.matcher(connection.request());
		assertThat(matcher.find()).isTrue();
		String prompt = matcher.group(1);
		if (!connection.isForStream()) {
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
					+ Fault.JSON.replace("ab", prompt));
			return;
		}
		connection.startChunkedStream();
		ThreadLocalRandom random = ThreadLocalRandom.current();
		int events = 1 + random.nextInt(MAX_EVENTS);
		for (int i = 0; i < events; i++) {
			connection.writeChunk(Fault.event(prompt));
			if (random.nextInt(3) == 0) {
				LockSupport.parkNanos(random.nextInt(200_000));
			}
		}
		connection.reset();
	}

}
