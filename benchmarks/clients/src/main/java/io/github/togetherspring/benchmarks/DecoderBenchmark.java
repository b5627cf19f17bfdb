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

package io.github.togetherspring.benchmarks;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * From the bytes of a stream to the texts of its chunks, without a network. The result is
 * for a whole stream of {@value #BYTES} bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecoderBenchmark {

	private static final int BYTES = 1024 * 1024;

	/**
	 * The number of bytes of an event.
	 */
	@Param({ "330", "4096", "65536", "1048576" })
	public int eventSize;

	/**
	 * The content of a buffer: a number of events ({@code 1x}, {@code 16x}) or of bytes.
	 */
	@Param({ "1x", "16x", "7", "1460", "16384" })
	public String buffer;

	private Flux<String> texts;

	/**
	 * Create the bytes and the client.
	 */
	@Setup
	public void prepare() {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		int events = BYTES / this.eventSize;
		for (int i = 0; i < events; i++) {
			stream.writeBytes(Payload.event(i, this.eventSize, i == events - 1));
		}
		byte[] bytes = stream.toByteArray();
		int size = this.buffer.endsWith("x")
				? Integer.parseInt(this.buffer.substring(0, this.buffer.length() - 1)) * this.eventSize
				: Integer.parseInt(this.buffer);
		List<byte[]> buffers = new ArrayList<>();
		for (int i = 0; i < bytes.length; i += size) {
			buffers.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)));
		}
		CompletionsClient client = Versions
			.builder(WebClient.builder().exchangeFunction((request) -> Mono.fromSupplier(() -> response(buffers))))
			.apiKey("none")
			.build();
		CompletionRequest request = CompletionRequest.builder()
			.model(BenchmarkClient.MODEL)
			.prompt(BenchmarkClient.PROMPT)
			.build();
		this.texts = client.stream(request).map((chunk) -> String.valueOf(chunk.text()));
	}

	private static ClientResponse response(List<byte[]> buffers) {
		return ClientResponse.create(HttpStatus.OK)
			.header(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_EVENT_STREAM_VALUE)
			.body(Flux.fromIterable(buffers).map(DefaultDataBufferFactory.sharedInstance::wrap))
			.build();
	}

	/**
	 * Read a stream and the text of each chunk.
	 * @param blackhole what consumes the texts
	 */
	@Benchmark
	public void decode(Blackhole blackhole) {
		this.texts.doOnNext(blackhole::consume).blockLast();
	}

}
