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

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Body of an error response.
 *
 * @param id the request id
 * @param error the error
 * @param errorType the type of the error for limits, or {@code null}
 */
record ErrorEnvelope(String id, Problem error, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String errorType) {

	static ApiResponse response(int status, Problem error) {
		return response(status, error, null);
	}

	static ApiResponse response(int status, Problem error, @Nullable String errorType) {
		RequestId id = RequestId.next();
		return ApiResponse.json(status, id, WireJson.pretty(new ErrorEnvelope(id.value(), error, errorType)));
	}

	/**
	 * The error itself.
	 *
	 * @param message the message
	 * @param type the type of the error
	 * @param param the parameter that is wrong, or {@code null}
	 * @param code the code of the error, or {@code null}
	 */
	record Problem(String message, String type, @Nullable String param, @Nullable String code) {

	}

}
