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

package io.github.togetherspring.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionChoice;
import io.github.togetherspring.completions.CompletionChoiceDelta;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.Logprobs;
import io.github.togetherspring.completions.PromptEcho;
import io.github.togetherspring.completions.Usage;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * Hints for the types that an application may read and write as JSON. The client itself
 * needs no reflection.
 */
class TogetherRuntimeHints implements RuntimeHintsRegistrar {

	private static final List<Class<?>> JSON_TYPES = List.of(CompletionChoice.class, CompletionChoiceDelta.class,
			CompletionChunk.class, CompletionRequest.class, CompletionResponse.class, FinishReason.class,
			Logprobs.class, PromptEcho.class, Usage.class);

	// Has the method that writes each of them, and is not public.
	private static final TypeReference JSON_BASE = TypeReference
		.of(CompletionRequest.class.getPackageName() + ".JsonView");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection()
			.registerTypes(Stream.concat(JSON_TYPES.stream().map(TypeReference::of), Stream.of(JSON_BASE)).toList(),
					(type) -> type.withMembers(MemberCategory.INVOKE_PUBLIC_METHODS,
							MemberCategory.INVOKE_DECLARED_METHODS));
	}

}
