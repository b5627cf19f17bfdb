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

package io.github.togetherspring.internal.simulator.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.github.togetherspring.internal.simulator.model.LanguageModel;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.simulator.script.StreamEnding;

/**
 * A scripted response in the format of the service, for stubs of other servers. Its
 * pacing and faults are ignored.
 *
 * @param status the HTTP status
 * @param headers the headers, with names in lower case
 * @param body the body
 */
public record RenderedResponse(int status, Map<String, String> headers, String body) {

	private static final String REQUEST = "{\"model\":\"together-spring/storyteller\",\"prompt\":\"\",\"stream\":%s}";

	/**
	 * Copy the headers.
	 */
	public RenderedResponse {
		headers = Collections.unmodifiableMap(new TreeMap<>(headers));
	}

	/**
	 * Render a response.
	 * @param response the response
	 * @param streamed whether the request asks for a stream
	 * @return the rendered response
	 */
	public static RenderedResponse of(SimulatedResponse response, boolean streamed) {
		SimulatedApi api = new SimulatedApi(LanguageModel.load(), StreamEnding.USAGE_WITH_FINISH,
				new ModelList(List.of(), false));
		ReceivedRequest request = ReceivedRequest.of("POST", ReceivedRequest.COMPLETIONS_PATH, null, "HTTP/1.1",
				Map.of("authorization", List.of("Bearer any")), REQUEST.formatted(streamed));
		return of(api.respond(request, response));
	}

	/**
	 * Render a list of models.
	 * @param models the names of the models
	 * @return the rendered response
	 */
	public static RenderedResponse models(String... models) {
		return of(new ModelList(List.of(models), false).list());
	}

	private static RenderedResponse of(ApiResponse response) {
		return new RenderedResponse(response.status(), response.headers(),
				StreamSupport.stream(response.chunks().spliterator(), false).collect(Collectors.joining()));
	}

}
