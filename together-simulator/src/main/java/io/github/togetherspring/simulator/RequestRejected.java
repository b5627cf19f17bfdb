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

package io.github.togetherspring.simulator;

import org.jspecify.annotations.Nullable;

/**
 * A request that the service would answer with an error.
 */
final class RequestRejected extends RuntimeException {

	private final int status;

	private final Bodies.Problem problem;

	private RequestRejected(int status, String message, @Nullable String param, @Nullable String code) {
		super(message, null, false, false);
		this.status = status;
		this.problem = new Bodies.Problem(message, "invalid_request_error", param, code);
	}

	static RequestRejected invalidKey() {
		return new RequestRejected(401,
				"Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys.",
				null, "invalid_api_key");
	}

	static RequestRejected unreadable() {
		return new RequestRejected(400, "Invalid request: the body is not a JSON object", null, null);
	}

	static RequestRejected missing(String param) {
		return new RequestRejected(400, "Invalid request", param, null);
	}

	static RequestRejected invalid(String message, String param) {
		return new RequestRejected(400, message + " - '" + param + "'", param, null);
	}

	static RequestRejected streamingRequired() {
		return new RequestRejected(400, "This model only supports streaming. Set \"stream\": true.", "stream",
				"streaming_required");
	}

	static RequestRejected modelNotAvailable(String model) {
		return new RequestRejected(404,
				"Unable to access model " + model
						+ ". Please visit https://api.together.ai/models to view the list of supported models.",
				null, "model_not_available");
	}

	static RequestRejected tooLong(int contextLength) {
		return new RequestRejected(422,
				"Input validation error: `inputs` tokens + `max_new_tokens` must be <= " + contextLength, null, null);
	}

	static RequestRejected unknownPath(String method, String path) {
		return new RequestRejected(404, "Unknown request URL: " + method + " " + path, null, "not_found");
	}

	static RequestRejected wrongMethod(String method, String path) {
		return new RequestRejected(405, "Method not allowed: " + method + " " + path, null, "method_not_allowed");
	}

	Answer toAnswer() {
		RequestId id = RequestId.next();
		return Answer.json(this.status, id, WireJson.pretty(new Bodies.Failure(id.value(), this.problem)));
	}

}
