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

package io.github.togetherspring.batch.jsonl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz tests for {@link JsonLinesItemReader} and {@link JsonLineRequestMapper}.
 */
class JsonLinesFuzzTests {

	private static final int MAX_LENGTH = 40;

	private final JsonLineRequestMapper mapper = new JsonLineRequestMapper();

	@FuzzTest
	void linesAreThoseOfANaiveReader(byte[] input) {
		byte[] file = withoutGzip(input);
		List<String> expected = naive(file);
		assertThat(read(file, new ExecutionContext(), Integer.MAX_VALUE)).isEqualTo(expected);
		for (int restart = 0; restart <= expected.size(); restart++) {
			ExecutionContext context = new ExecutionContext();
			List<String> lines = read(file, context, restart);
			lines.addAll(read(file, context, Integer.MAX_VALUE));
			assertThat(lines).as("restarted after %d lines", restart).isEqualTo(expected);
		}
		int middle = file.length / 2;
		List<String> parts = read(builder(file).range(0, middle), new ExecutionContext(), Integer.MAX_VALUE);
		parts.addAll(read(builder(file).range(middle, file.length).firstLine(parts.size()), new ExecutionContext(),
				Integer.MAX_VALUE));
		assertThat(parts).as("in two parts").isEqualTo(expected);
	}

	@FuzzTest
	void anyLineIsARequestOrInvalid(byte[] input) {
		String line = new String(input, StandardCharsets.UTF_8);
		try {
			CompletionRequest request = this.mapper.map(JsonLine.of(0, line));
			assertThat(request).isNotNull();
			assertThat(CompletionRequest.of(request.json())).isEqualTo(request);
		}
		catch (InvalidJsonLineException | InvalidCompletionRequestException ex) {
			assertThat(ex).hasMessageMatching("(?s).+");
		}
	}

	private static byte[] withoutGzip(byte[] input) {
		byte[] file = input.clone();
		if (file.length > 0 && file[0] == 0x1F) {
			file[0] = ' ';
		}
		return file;
	}

	private static JsonLinesItemReader.Builder builder(byte[] file) {
		return JsonLinesItemReader.builder()
			.name("lines")
			.resource(new ByteArrayResource(file))
			.maxLineLength(MAX_LENGTH);
	}

	private static List<String> read(byte[] file, ExecutionContext context, int limit) {
		return read(builder(file), context, limit);
	}

	private static List<String> read(JsonLinesItemReader.Builder builder, ExecutionContext context, int limit) {
		JsonLinesItemReader reader = builder.build();
		List<String> lines = new ArrayList<>();
		reader.open(context);
		try {
			while (lines.size() < limit) {
				JsonLine line = reader.read();
				if (line == null) {
					break;
				}
				lines.add(describe(line.number(), line.text()));
			}
			reader.update(context);
		}
		finally {
			reader.close();
		}
		return lines;
	}

	private static String describe(long number, @Nullable String text) {
		return number + ((text != null) ? ": " + text : " can't be used");
	}

	// One character per byte, until a line is known.
	private static List<String> naive(byte[] file) {
		List<String> lines = new ArrayList<>();
		String text = new String(file, StandardCharsets.ISO_8859_1);
		String[] parts = (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1);
		for (String part : text.isEmpty() ? new String[0] : parts) {
			String line = part.endsWith("\r") ? part.substring(0, part.length() - 1) : part;
			byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
			String decoded = new String(bytes, StandardCharsets.UTF_8);
			boolean valid = java.util.Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), bytes);
			boolean usable = valid && bytes.length <= MAX_LENGTH;
			lines.add(describe(lines.size(), usable ? decoded.replaceFirst("^\uFEFF", "") : null));
		}
		return lines;
	}

}
