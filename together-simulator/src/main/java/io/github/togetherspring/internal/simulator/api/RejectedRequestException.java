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

import org.jspecify.annotations.Nullable;

/**
 * Thrown for a request to which the service responds with an error.
 */
final class RejectedRequestException extends RuntimeException {

	private final int status;

	private final ErrorEnvelope.Problem problem;

	private RejectedRequestException(int status, String message, @Nullable String param, @Nullable String code) {
		super(message, null, false, false);
		this.status = status;
		this.problem = new ErrorEnvelope.Problem(message, "invalid_request_error", param, code);
	}

	static RejectedRequestException invalidKey() {
		return new RejectedRequestException(401,
				"Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys.",
				null, "invalid_api_key");
	}

	static RejectedRequestException unreadable() {
		return new RejectedRequestException(400, "Invalid request: the body is not a JSON object", null, null);
	}

	static RejectedRequestException missing(String param) {
		return new RejectedRequestException(400, "Invalid request", param, null);
	}

	static RejectedRequestException invalid(String message, String param) {
		return new RejectedRequestException(400, message + " - '" + param + "'", param, null);
	}

	static RejectedRequestException streamingRequired() {
		return new RejectedRequestException(400, "This model only supports streaming. Set \"stream\": true.", "stream",
				"streaming_required");
	}

	static RejectedRequestException modelNotAvailable(String model) {
		return new RejectedRequestException(404,
				"Unable to access model " + model
						+ ". Please visit https://api.together.ai/models to view the list of supported models.",
				null, "model_not_available");
	}

	static RejectedRequestException tooLong(int contextLength) {
		return new RejectedRequestException(422,
				"Input validation error: `inputs` tokens + `max_new_tokens` must be <= " + contextLength, null, null);
	}

	static RejectedRequestException unknownPath(String method, String path) {
		return new RejectedRequestException(404, "Unknown request URL: " + method + " " + path, null, "not_found");
	}

	static RejectedRequestException wrongMethod(String method, String path) {
		return new RejectedRequestException(405, "Method not allowed: " + method + " " + path, null,
				"method_not_allowed");
	}

	ApiResponse toResponse() {
		return ErrorEnvelope.response(this.status, this.problem);
	}

}
