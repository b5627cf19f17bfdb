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

package io.github.togetherspring.internal.docker;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Server that is compatible with the completions API, as its image runs it.
 */
public enum CompatibleServer {

	/**
	 * vLLM.
	 */
	VLLM(8000, List.of("VLLM_API_KEY"), "vllm", "vllm/vllm-openai"),

	/**
	 * llama.cpp's server.
	 */
	LLAMA_CPP(8080, List.of("LLAMA_API_KEY"), "llama.cpp", "ggml-org/llama.cpp", "ggerganov/llama.cpp"),

	/**
	 * Ollama.
	 */
	OLLAMA(11434, List.of(), "ollama", "ollama/ollama"),

	/**
	 * Text Generation Inference.
	 */
	TEXT_GENERATION_INFERENCE(80, List.of("API_KEY"), "tgi", "huggingface/text-generation-inference"),

	/**
	 * LocalAI.
	 */
	LOCAL_AI(8080, List.of("LOCALAI_API_KEY", "API_KEY"), "localai", "localai/localai", "go-skynet/local-ai"),

	/**
	 * WireMock, which needs stubs for the API.
	 */
	WIREMOCK(8080, List.of(), "wiremock", "wiremock/wiremock"),

	/**
	 * Any other server, which must be named.
	 */
	OTHER(8080, List.of("TOGETHER_API_KEY", "API_KEY"), "together");

	/**
	 * Path of the API.
	 */
	public static final String BASE_PATH = "/v1";

	/**
	 * API key for a server that needs none. It is not sent.
	 */
	private static final String NO_KEY = "none";

	private final int port;

	private final List<String> keyVariables;

	private final List<String> connectionNames;

	CompatibleServer(int port, List<String> keyVariables, String... connectionNames) {
		this.port = port;
		this.keyVariables = keyVariables;
		this.connectionNames = List.of(connectionNames);
	}

	/**
	 * Return the connection names of all servers.
	 * @return the names
	 */
	public static List<String> allConnectionNames() {
		return Arrays.stream(values()).flatMap((server) -> server.connectionNames.stream()).toList();
	}

	/**
	 * Return the names by which a service connection finds the server.
	 * @return the names of its images, and a short name
	 */
	public List<String> connectionNames() {
		return this.connectionNames;
	}

	/**
	 * Return the port in the container.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return the API key that the server accepts. If it accepts several, the first one is
	 * used.
	 * @param environment returns an environment variable of the container, or
	 * {@code null}
	 * @return the key, {@code none} if the server needs none
	 */
	public String apiKey(Function<String, @Nullable String> environment) {
		return this.keyVariables.stream()
			.map(environment)
			.filter(Objects::nonNull)
			.map((keys) -> keys.split(",")[0].strip())
			.filter((key) -> !key.isEmpty())
			.findFirst()
			.orElse(NO_KEY);
	}

}
