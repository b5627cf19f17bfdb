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
import java.time.Clock;

import io.github.togetherspring.Downstream;
import io.github.togetherspring.ManualScheduler;
import io.github.togetherspring.Upstream;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.internal.json.JsonCodec;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;

/**
 * A stream ends while the subscriber requests its last chunks one by one. All chunks must
 * arrive, then the end.
 */
@JCStressTest
@Outcome(id = "completed, 2", expect = Expect.ACCEPTABLE, desc = "all chunks, then the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "a chunk or the end is lost")
@State
public class StreamEndRace {

	private static final JsonCodec JSON = new JsonCodec();

	private static final byte[] STREAM = """
			data: {"choices":[{"index":0,"text":"a"}]}

			data: {"choices":[{"index":0,"text":"b","finish_reason":"stop"}]}

			""".getBytes(StandardCharsets.UTF_8);

	private final ManualScheduler scheduler = new ManualScheduler();

	private final Upstream<DataBuffer> body = new Upstream<>();

	private final Downstream<CompletionChunk> caller = new Downstream<>();

	public StreamEndRace() {
		ChunkDecoder decoder = new ChunkDecoder(new ResponseHead(200, new HttpHeaders(), null, 1), JSON,
				new ErrorResponseReader(JSON, Clock.systemUTC()), 1000, 1);
		new DecodedChunks(this.body, decoder, new Deadlines(() -> this.scheduler, () -> this.scheduler))
			.subscribe(this.caller);
		this.body.next(DefaultDataBufferFactory.sharedInstance.wrap(STREAM));
	}

	@Actor
	public void end() {
		this.body.complete();
	}

	@Actor
	public void read() {
		this.caller.request(1);
		this.caller.request(1);
	}

	@Arbiter
	public void later(LI_Result result) {
		result.r1 = this.caller.end();
		result.r2 = this.caller.items();
	}

}
