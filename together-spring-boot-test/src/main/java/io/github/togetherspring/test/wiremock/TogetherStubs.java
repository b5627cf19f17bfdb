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

package io.github.togetherspring.test.wiremock;

import java.time.Duration;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.github.togetherspring.simulator.RenderedResponse;
import io.github.togetherspring.simulator.SimulatedResponse;

/**
 * Ready-made stubs of the API for WireMock, in the same JVM or in a container. What comes
 * back is WireMock's own builder, to which more can be added: requests to match, a
 * scenario, a priority.
 *
 * <pre class="code">
 * wireMock.stubFor(TogetherStubs.completion(" world")
 *     .withRequestBody(matchingJsonPath("$.prompt", equalTo("Hello"))));
 * </pre>
 *
 * The client's base URL is WireMock's with {@code /v1} behind it.
 */
public final class TogetherStubs {

	private static final String STREAMED = "$[?(@.stream == true)]";

	private static final String NOT_STREAMED = "$[?(!(@.stream == true))]";

	private TogetherStubs() {
	}

	/**
	 * A completion with the given text, for requests that don't ask for a stream.
	 * @param text the text
	 * @return the stub
	 */
	public static MappingBuilder completion(String text) {
		return completion(SimulatedResponse.completion(text));
	}

	/**
	 * A scripted completion, for requests that don't ask for a stream.
	 * @param response the answer, whose pacing and faults don't count
	 * @return the stub
	 */
	public static MappingBuilder completion(SimulatedResponse response) {
		return completions().withRequestBody(WireMock.matchingJsonPath(NOT_STREAMED))
			.willReturn(rendered(RenderedResponse.of(response, false)));
	}

	/**
	 * A stream with the given tokens, for requests that ask for one.
	 * @param tokens the text of each token
	 * @return the stub
	 */
	public static MappingBuilder stream(String... tokens) {
		return stream(SimulatedResponse.tokens(tokens));
	}

	/**
	 * A scripted completion as a stream, for requests that ask for one.
	 * @param response the answer, whose pacing and faults don't count
	 * @return the stub
	 */
	public static MappingBuilder stream(SimulatedResponse response) {
		return completions().withRequestBody(WireMock.matchingJsonPath(STREAMED))
			.willReturn(rendered(RenderedResponse.of(response, true)));
	}

	/**
	 * An error as the service tells it, for all requests for a completion.
	 * @param status the HTTP status
	 * @param type the type of the error, for example {@code invalid_request_error}
	 * @param message the message
	 * @return the stub
	 */
	public static MappingBuilder error(int status, String type, String message) {
		return completions()
			.willReturn(rendered(RenderedResponse.of(SimulatedResponse.error(status, type, message), false)));
	}

	/**
	 * The answer to requests that come too fast.
	 * @param retryAfter how long the client is told to wait, in whole seconds
	 * @return the stub
	 */
	public static MappingBuilder rateLimit(Duration retryAfter) {
		SimulatedResponse response = SimulatedResponse.error(429, "rate_limit", "Rate limit reached")
			.withHeader("retry-after", String.valueOf(retryAfter.toSeconds()));
		return completions().willReturn(rendered(RenderedResponse.of(response, false)));
	}

	/**
	 * The list of models, which is also what a health check asks for.
	 * @param models the names of the models
	 * @return the stub
	 */
	public static MappingBuilder models(String... models) {
		return WireMock.any(WireMock.urlPathEqualTo("/v1/models"))
			.willReturn(rendered(RenderedResponse.models(models)));
	}

	private static MappingBuilder completions() {
		return WireMock.post(WireMock.urlPathEqualTo("/v1/completions"));
	}

	private static ResponseDefinitionBuilder rendered(RenderedResponse response) {
		ResponseDefinitionBuilder builder = WireMock.aResponse().withStatus(response.status());
		response.headers().forEach(builder::withHeader);
		return builder.withBody(response.body());
	}

}
