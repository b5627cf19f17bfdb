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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.internal.call.Deadlines;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DecodedChunks} in virtual time.
 */
class DecodedChunksTests {

	private static final Duration GRACE = Duration.ofMillis(200);

	private static final String DONE = "data: [DONE]\n\n";

	private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);

	private final List<NettyDataBuffer> sent = new ArrayList<>();

	private final TestPublisher<DataBuffer> server = TestPublisher
		.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.REQUEST_OVERFLOW);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<String> signals = new ArrayList<>();

	@AfterEach
	void everyBufferIsReleased() {
		assertThat(this.sent).allMatch((buffer) -> buffer.getNativeBuffer().refCnt() == 0);
		this.time.dispose();
	}

	@Test
	void chunksOfOneBufferComeOneByOneAsTheyAreAskedFor() {
		StepVerifier.create(chunks(), 0)
			.then(() -> send(event("a") + event("b") + event("c")))
			.thenRequest(1)
			.expectNextMatches((chunk) -> chunk.text().equals("a"))
			.thenRequest(2)
			.expectNextCount(2)
			.then(() -> send(DONE))
			.verifyComplete();
	}

	@Test
	void nextBufferIsAskedForWhenAllChunksAreTaken() {
		StepVerifier.create(chunks(), 0)
			.then(() -> this.server.assertMinRequested(1).assertMaxRequested(1))
			.then(() -> send(event("a") + event("b")))
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> this.server.assertMaxRequested(0))
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> this.server.assertMinRequested(1).assertMaxRequested(1))
			.thenCancel()
			.verify();
		this.server.assertCancelled();
	}

	@Test
	void errorOfTheConnectionComesAfterTheChunks() {
		StepVerifier.create(chunks(), 0).then(() -> {
			send(event("a"));
			this.server
				.error(new StreamTruncatedException("reset", ChunkDecoderTests.events(1000, 1).response(), null));
		}).thenRequest(1).expectNextCount(1).verifyErrorMessage("reset");
	}

	@Test
	void errorInTheStreamCancelsTheRest() {
		read();
		send(event("a") + "data: {broken\n\n" + event("b"));
		assertThat(this.signals).hasSize(2).first().isEqualTo("a");
		this.server.assertCancelled();
	}

	@Test
	void streamThatIsCutIsAnError() {
		read();
		send(event("a"));
		this.server.complete();
		assertThat(this.signals).containsExactly("a", "The stream ended before the text was finished");
	}

	@Test
	void doneWithoutAChunkIsAnError() {
		read();
		send(DONE);
		assertThat(this.signals).containsExactly("The stream ended before any text arrived");
	}

	@Test
	void cancellingCancelsTheBody() {
		Disposable reader = read();
		send(event("a"));
		reader.dispose();
		this.server.assertCancelled();
		send(event("late"));
		assertThat(this.signals).containsExactly("a");
	}

	private Disposable read() {
		return chunks().subscribe((chunk) -> this.signals.add(chunk.text()),
				(error) -> this.signals.add(String.valueOf(error.getMessage())), () -> this.signals.add("complete"));
	}

	private DecodedChunks chunks() {
		return new DecodedChunks(this.server.flux(), ChunkDecoderTests.events(1000, 1),
				new Deadlines(() -> this.time, () -> this.time));
	}

	private void send(String text) {
		NettyDataBuffer buffer = this.buffers.allocateBuffer(text.length());
		buffer.write(text, StandardCharsets.UTF_8);
		this.sent.add(buffer);
		this.server.next(buffer);
	}

	private static String event(String text) {
		return "data: {\"choices\":[{\"index\":0,\"text\":\"" + text + "\"}]}\n\n";
	}

	@Nested
	class AfterTheEnd {

		@Test
		void bodyMayRunToItsEndForAMoment() {
			read();
			send(event("a") + DONE);
			assertThat(DecodedChunksTests.this.signals).containsExactly("a", "complete");
			DecodedChunksTests.this.time.advanceTimeBy(GRACE.minusMillis(1));
			DecodedChunksTests.this.server.assertNotCancelled();
			DecodedChunksTests.this.server.complete();
			assertThat(DecodedChunksTests.this.signals).containsExactly("a", "complete");
		}

		@Test
		void bodyIsReadThoughTheChunksAreNotTaken() {
			StepVerifier.create(chunks(), 0)
				.then(() -> send(event("a") + DONE))
				.then(() -> DecodedChunksTests.this.server.assertMinRequested(2))
				.thenRequest(1)
				.expectNextCount(1)
				.verifyComplete();
		}

		@Test
		void bodyThatDoesNotEndIsCancelled() {
			read();
			send(event("a") + DONE);
			DecodedChunksTests.this.time.advanceTimeBy(GRACE);
			DecodedChunksTests.this.server.assertCancelled();
		}

		@Test
		void bodyThatGoesOnIsCancelledAtOnce() {
			read();
			send(event("a") + DONE);
			for (int i = 0; i < 16; i++) {
				send(event("more"));
			}
			DecodedChunksTests.this.server.assertNotCancelled();
			send(event("more"));
			DecodedChunksTests.this.server.assertCancelled();
			assertThat(DecodedChunksTests.this.signals).containsExactly("a", "complete");
		}

		@Test
		void errorOfTheConnectionIsNoErrorOfTheStream() {
			read();
			send(event("a") + DONE);
			DecodedChunksTests.this.server.error(new IllegalStateException("reset"));
			assertThat(DecodedChunksTests.this.signals).containsExactly("a", "complete");
		}

		@Test
		void noTimeoutIsLeftWhenTheBodyHasEnded() {
			read();
			send(event("a") + DONE);
			DecodedChunksTests.this.server.complete();
			DecodedChunksTests.this.time.advanceTimeBy(GRACE.multipliedBy(2));
			DecodedChunksTests.this.server.assertNotCancelled();
		}

		@Test
		void readerThatCancelsLeavesTheBodyItsTime() {
			StepVerifier.create(chunks(), 1)
				.then(() -> send(event("a") + event("b") + DONE))
				.expectNextCount(1)
				.thenCancel()
				.verify();
			DecodedChunksTests.this.server.assertNotCancelled();
			DecodedChunksTests.this.time.advanceTimeBy(GRACE);
			DecodedChunksTests.this.server.assertCancelled();
		}

	}

}
