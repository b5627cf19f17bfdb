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

package io.github.togetherspring.webclient;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.benchmarks.server.Payload;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.ResponseHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * Bytes of a stream to chunks, without any network.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecoderBenchmark {

	private static final int BYTES = 256 * 1024;

	private static final int MAX_EVENT_SIZE = 16 * 1024 * 1024;

	private final DataBufferFactory buffers = DefaultDataBufferFactory.sharedInstance;

	private final JsonCodec json = new JsonCodec();

	private final ErrorResponses errors = new ErrorResponses(this.json, Clock.systemUTC());

	private final ResponseHead head = new ResponseHead(200, ResponseHeaders.of(Map.of()), null);

	/**
	 * The number of bytes of an event.
	 */
	@Param({ "200", "330", "4096", "65536", "1048576" })
	public int eventSize;

	/**
	 * What is in a buffer: a number of events ({@code 1x}, {@code 16x}) or of bytes.
	 */
	@Param({ "1x", "16x", "7", "1460", "16384" })
	public String buffer;

	private List<byte[]> fragments;

	/**
	 * Returns how many events are decoded at a time.
	 * @param eventSize the number of bytes of an event
	 * @return the number of events
	 */
	public static int events(int eventSize) {
		return Math.max(16, BYTES / eventSize);
	}

	/**
	 * Makes the bytes.
	 */
	@Setup
	public void prepare() {
		int events = events(this.eventSize);
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		for (int i = 0; i < events; i++) {
			stream.writeBytes(Payload.event(i, this.eventSize, false));
		}
		byte[] bytes = stream.toByteArray();
		int size = this.buffer.endsWith("x")
				? Integer.parseInt(this.buffer.substring(0, this.buffer.length() - 1)) * this.eventSize
				: Integer.parseInt(this.buffer);
		this.fragments = new ArrayList<>();
		for (int i = 0; i < bytes.length; i += size) {
			this.fragments.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)));
		}
	}

	/**
	 * Decodes a stream and reads the text of each chunk.
	 * @param blackhole where the texts go
	 */
	@Benchmark
	public void decode(Blackhole blackhole) {
		CompletionEvents events = new CompletionEvents(this.head, this.json, this.errors, MAX_EVENT_SIZE, 1);
		for (byte[] fragment : this.fragments) {
			for (CompletionChunk chunk : events.read(this.buffers.wrap(fragment)).chunks()) {
				blackhole.consume(chunk.text());
			}
		}
	}

}
