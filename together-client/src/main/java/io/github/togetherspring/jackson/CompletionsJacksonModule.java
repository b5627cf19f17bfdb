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

package io.github.togetherspring.jackson;

import java.util.Map;
import java.util.function.Function;

import io.github.togetherspring.completions.CompletionChoice;
import io.github.togetherspring.completions.CompletionChoiceDelta;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.PromptEcho;
import io.github.togetherspring.completions.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.module.SimpleModule;

/**
 * Jackson module that reads and writes requests, responses and chunks without loss,
 * whatever the settings of the mapper: every digit of a number, the order of fields,
 * unknown fields, and the difference between {@code null} and a missing field.
 * <p>
 * Spring Boot adds it to its mapper. Without Spring Boot, add it with
 * {@code JsonMapper.builder().addModule(new CompletionsJacksonModule())}. A request with
 * an invalid parameter fails with the
 * {@link io.github.togetherspring.completions.InvalidCompletionRequestException} itself.
 */
public final class CompletionsJacksonModule extends SimpleModule {

	/**
	 * Create the module.
	 */
	public CompletionsJacksonModule() {
		super(CompletionsJacksonModule.class.getName());
		add(CompletionRequest.class, CompletionRequest::of, CompletionRequest::json);
		add(CompletionResponse.class, CompletionResponse::of, CompletionResponse::json);
		add(CompletionChunk.class, CompletionChunk::of, CompletionChunk::json);
		add(CompletionChoice.class, CompletionChoice::of, CompletionChoice::json);
		add(CompletionChoiceDelta.class, CompletionChoiceDelta::of, CompletionChoiceDelta::json);
		add(PromptEcho.class, PromptEcho::of, PromptEcho::json);
		add(Usage.class, Usage::of, Usage::json);
	}

	private <T> void add(Class<T> type, Function<Map<String, ?>, T> reader,
			Function<T, Map<String, @Nullable Object>> writer) {
		addDeserializer(type, new LosslessDeserializer<>(type, reader));
		addSerializer(type, new LosslessSerializer<>(type, writer));
	}

}
