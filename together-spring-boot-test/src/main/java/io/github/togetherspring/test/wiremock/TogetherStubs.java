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
import io.github.togetherspring.internal.simulator.api.RenderedResponse;
import io.github.togetherspring.simulator.script.SimulatedResponse;

/**
 * Stubs of the API for WireMock, in the same JVM or in a container. They are WireMock's
 * own builders, to which conditions, a scenario or a priority can be added.
 *
 * <pre class="code">
 * wireMock.stubFor(TogetherStubs.completion(" world")
 *     .withRequestBody(matchingJsonPath("$.prompt", equalTo("Hello"))));
 * </pre>
 *
 * The base URL for the client is that of WireMock, followed by {@code /v1}.
 */
public final class TogetherStubs {

	private static final String STREAMED = "$[?(@.stream == true)]";

	private static final String NOT_STREAMED = "$[?(!(@.stream == true))]";

	private TogetherStubs() {
	}

	/**
	 * Create a stub that responds with a completion to requests that do not ask for a
	 * stream.
	 * @param text the text
	 * @return the stub
	 */
	public static MappingBuilder completion(String text) {
		return completion(SimulatedResponse.completion(text));
	}

	/**
	 * Create a stub that responds with a scripted completion to requests that do not ask
	 * for a stream.
	 * @param response the response, of which pacing and faults are ignored
	 * @return the stub
	 */
	public static MappingBuilder completion(SimulatedResponse response) {
		return completions().withRequestBody(WireMock.matchingJsonPath(NOT_STREAMED))
			.willReturn(rendered(RenderedResponse.of(response, false)));
	}

	/**
	 * Create a stub that responds with a stream to requests that ask for one.
	 * @param tokens the text of each token
	 * @return the stub
	 */
	public static MappingBuilder stream(String... tokens) {
		return stream(SimulatedResponse.tokens(tokens));
	}

	/**
	 * Create a stub that responds with a scripted completion to requests that ask for a
	 * stream.
	 * @param response the response, of which pacing and faults are ignored
	 * @return the stub
	 */
	public static MappingBuilder stream(SimulatedResponse response) {
		return completions().withRequestBody(WireMock.matchingJsonPath(STREAMED))
			.willReturn(rendered(RenderedResponse.of(response, true)));
	}

	/**
	 * Create a stub that responds with an error to all requests for a completion.
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
	 * Create a stub that responds with a rate limit to all requests for a completion.
	 * @param retryAfter the time to wait, in whole seconds
	 * @return the stub
	 */
	public static MappingBuilder rateLimit(Duration retryAfter) {
		SimulatedResponse response = SimulatedResponse.error(429, "rate_limit", "Rate limit reached")
			.withHeader("retry-after", String.valueOf(retryAfter.toSeconds()));
		return completions().willReturn(rendered(RenderedResponse.of(response, false)));
	}

	/**
	 * Create a stub that responds with a list of models, which health checks request.
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
