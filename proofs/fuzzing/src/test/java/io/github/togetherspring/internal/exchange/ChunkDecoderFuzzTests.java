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

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.togetherspring.Pieces;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.internal.exchange.ChunkDecoder.Batch;
import io.github.togetherspring.internal.json.JsonCodec;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz test for {@link ChunkDecoder}: a stream ends alike however it arrives, and is
 * never both without text and without an error.
 */
class ChunkDecoderFuzzTests {

	private static final int MAX_EVENT_SIZE = 4096;

	private final JsonCodec json = new JsonCodec();

	private final ErrorResponseReader errors = new ErrorResponseReader(this.json,
			Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

	@FuzzTest
	void streamEndsAlikeHoweverItArrives(byte[] stream) {
		for (int choices = 1; choices <= 2; choices++) {
			Outcome expected = null;
			for (List<byte[]> pieces : Pieces.of(stream)) {
				Outcome outcome = read(pieces, choices);
				expected = (expected != null) ? expected : outcome;
				assertThat(outcome).as("%d pieces", pieces.size()).isEqualTo(expected);
			}
		}
	}

	private Outcome read(List<byte[]> pieces, int choices) {
		ChunkDecoder decoder = new ChunkDecoder(new ResponseHead(200, new HttpHeaders(), null, 1), this.json,
				this.errors, MAX_EVENT_SIZE, choices);
		List<CompletionChunk> chunks = new ArrayList<>();
		TogetherException error = null;
		boolean done = false;
		for (byte[] piece : pieces) {
			Batch batch = decoder.read(DefaultDataBufferFactory.sharedInstance.wrap(piece));
			chunks.addAll(batch.chunks());
			error = batch.error();
			done = batch.done();
			// What follows is not read.
			if (error != null || done) {
				break;
			}
		}
		if (error == null) {
			Batch rest = decoder.end(null);
			chunks.addAll(rest.chunks());
			error = rest.error();
		}
		if (error == null) {
			CompletionResponse response = chunks.stream().collect(CompletionResponse.collector());
			assertThat(response.choices()).as("a stream without an error").isNotEmpty();
		}
		return new Outcome(chunks, (error != null) ? error.toString() : "");
	}

	private record Outcome(List<CompletionChunk> chunks, String error) {

	}

}
