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

package io.github.togetherspring.containers;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A server that speaks the completions API, as its image runs it.
 */
enum CompatibleServer {

	VLLM(8000, List.of("VLLM_API_KEY"), "vllm", "vllm/vllm-openai"),

	LLAMA_CPP(8080, List.of("LLAMA_API_KEY"), "llama.cpp", "ggml-org/llama.cpp", "ggerganov/llama.cpp"),

	OLLAMA(11434, List.of(), "ollama", "ollama/ollama"),

	TEXT_GENERATION_INFERENCE(80, List.of("API_KEY"), "tgi", "huggingface/text-generation-inference"),

	LOCAL_AI(8080, List.of("LOCALAI_API_KEY", "API_KEY"), "localai", "localai/localai", "go-skynet/local-ai"),

	WIREMOCK(8080, List.of(), "wiremock", "wiremock/wiremock"),

	/**
	 * Any other, which has to be named.
	 */
	OTHER(8080, List.of("TOGETHER_API_KEY", "API_KEY"), "together");

	static final String BASE_PATH = "/v1";

	/**
	 * The key of a server that wants none: it is not sent.
	 */
	static final String NO_KEY = "none";

	private final int port;

	private final List<String> keyVariables;

	private final List<String> connectionNames;

	CompatibleServer(int port, List<String> keyVariables, String... connectionNames) {
		this.port = port;
		this.keyVariables = keyVariables;
		this.connectionNames = List.of(connectionNames);
	}

	static List<String> allConnectionNames() {
		return Arrays.stream(values()).flatMap((server) -> server.connectionNames.stream()).toList();
	}

	List<String> connectionNames() {
		return this.connectionNames;
	}

	int port() {
		return this.port;
	}

	/**
	 * Returns the key that the server accepts. Some take several, of which the first is
	 * as good as any.
	 * @param environment gives an environment variable of the container, or {@code null}
	 * @return the key, or a text that stands for none
	 */
	String apiKey(Function<String, @Nullable String> environment) {
		return this.keyVariables.stream()
			.map(environment)
			.filter(Objects::nonNull)
			.map((keys) -> keys.split(",")[0].strip())
			.filter((key) -> !key.isEmpty())
			.findFirst()
			.orElse(NO_KEY);
	}

}
