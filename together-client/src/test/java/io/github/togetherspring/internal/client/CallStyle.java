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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;

/**
 * The ways to call a client.
 */
public enum CallStyle {

	CREATE(false, (client, texts) -> texts.accept(client.create(CallStyle.request()).text())),

	CREATE_ASYNC(false, (client, texts) -> texts.accept(client.createAsync(CallStyle.request()).block().text())),

	STREAM(true, (client,
			texts) -> client.stream(CallStyle.request()).doOnNext((chunk) -> texts.accept(chunk.text())).blockLast()),

	OPEN_STREAM(true, (client, texts) -> {
		try (CompletionStream chunks = client.openStream(CallStyle.request())) {
			chunks.forEach((chunk) -> texts.accept(chunk.text()));
		}
	}),

	CREATE_ALL(false, (client, texts) -> {
		List<BulkResult> results = client.createAll(Flux.just(CallStyle.request())).collectList().block();
		results.forEach((result) -> texts.accept(result.orElseThrow().text()));
	});

	private final boolean stream;

	private final Call call;

	CallStyle(boolean stream, Call call) {
		this.stream = stream;
		this.call = call;
	}

	public boolean isStream() {
		return this.stream;
	}

	/**
	 * Calls, and waits for the end.
	 */
	public Outcome call(CompletionsClient client) {
		return call(client, (text) -> {
		});
	}

	/**
	 * Calls with a reader that may throw, and waits for the end.
	 */
	public Outcome call(CompletionsClient client, Consumer<String> reader) {
		List<String> texts = new ArrayList<>();
		try {
			this.call.run(client, reader.andThen(texts::add));
			return new Outcome(texts, null);
		}
		catch (RuntimeException ex) {
			return new Outcome(texts, Exceptions.unwrap(ex));
		}
	}

	public static CompletionRequest request() {
		return CompletionRequest.builder().model("m").prompt("the secret prompt").build();
	}

	private interface Call {

		void run(CompletionsClient client, Consumer<String> texts);

	}

	/**
	 * What a caller got.
	 */
	public record Outcome(List<String> texts, @Nullable Throwable error) {

	}

}
