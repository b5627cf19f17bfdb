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

package io.github.togetherspring.internal.json;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.Logprobs;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz tests for the readers of JSON, and for the views of what they have read.
 */
class JsonFuzzTests {

	private static final byte[] OBJECT = "{\"a\":[1]}".getBytes();

	// Shared by all inputs, as by all streams of a client.
	private final JsonCodec codec = new JsonCodec();

	private final EventJsonReader events = this.codec.eventReader();

	@FuzzTest
	void allReadersAgree(byte[] json) {
		JsonObject expected = read(this.codec::readObject, json);
		assertThat(read((bytes) -> this.events.readObject(bytes, 0, bytes.length), json)).as("event")
			.isEqualTo(expected);
		JsonObject response = this.codec.readObject(new ByteArrayInputStream(json), json.length);
		if (response != null) {
			assertThat(response).as("response").isEqualTo(expected);
		}
		byte[] surrounded = new byte[json.length + 2];
		surrounded[0] = '{';
		surrounded[json.length + 1] = '}';
		System.arraycopy(json, 0, surrounded, 1, json.length);
		assertThat(read((bytes) -> this.events.readObject(bytes, 1, json.length), surrounded)).as("event in a buffer")
			.isEqualTo(expected);
		assertThat(this.events.readObject(OBJECT, 0, OBJECT.length)).as("next event")
			.isEqualTo(this.codec.readObject(OBJECT));
		assertThat(isValue(json) || expected == null).as("object that is no value").isTrue();
		if (expected != null) {
			byte[] written = this.codec.write(expected);
			assertThat(this.codec.readObject(written)).as("written and read again").isEqualTo(expected);
		}
	}

	@FuzzTest
	void viewsOfAnyObjectCanBeRead(byte[] json) {
		JsonObject object = read(this.codec::readObject, json);
		if (object == null) {
			return;
		}
		CompletionResponse response = CompletionResponse.of(object);
		response.choices().forEach((choice) -> {
			read(choice.logprobs());
			assertThat(choice.json()).isNotNull();
			assertThat(choice.index()).isEqualTo(choice.index());
			assertThat(choice.text()).isNotNull();
			assertThat(choice.toString()).isNotNull();
			assertThat(choice.finishReason()).isEqualTo(choice.finishReason());
		});
		if (response.usage() != null) {
			assertThat(response.usage().toString()).isNotNull();
		}
		assertThat(response.toString()).isNotNull();
		assertThat(response.hashCode()).isEqualTo(CompletionResponse.of(object).hashCode());
		CompletionChunk chunk = CompletionChunk.of(object);
		chunk.choices().forEach((choice) -> {
			read(choice.logprobs());
			assertThat(choice.text()).isNotNull();
		});
		assertThat(chunk.toString()).isNotNull();
	}

	private boolean isValue(byte[] json) {
		try {
			this.codec.readValue(new String(json, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
			return true;
		}
		catch (JsonCodec.BrokenJsonException ex) {
			return false;
		}
	}

	private static void read(@Nullable Logprobs logprobs) {
		if (logprobs != null) {
			assertThat(logprobs.tokens()).isNotNull();
			assertThat(logprobs.tokenLogprobs()).isNotNull();
			assertThat(logprobs.topLogprobs()).isNotNull();
			assertThat(logprobs.toString()).isNotNull();
		}
	}

	private static @Nullable JsonObject read(Function<byte[], JsonObject> reader, byte[] json) {
		try {
			return reader.apply(json);
		}
		catch (JsonCodec.BrokenJsonException ex) {
			return null;
		}
	}

}
