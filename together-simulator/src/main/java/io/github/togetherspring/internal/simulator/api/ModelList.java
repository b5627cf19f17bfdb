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

import java.util.List;
import java.util.Map;

/**
 * The models that the API offers. Their list is an array without an envelope, on one
 * line.
 *
 * @param names the names of the models
 * @param complete whether requests for other models are rejected
 */
public record ModelList(List<String> names, boolean complete) {

	private static final long CREATED = 1_767_225_600;

	private static final String MISSING = "missing/";

	/**
	 * Copy the names.
	 */
	public ModelList {
		names = List.copyOf(names);
	}

	boolean offers(String name) {
		return this.complete ? this.names.contains(name) : !name.startsWith(MISSING);
	}

	ApiResponse list() {
		return response(200, "application/json", this.names.stream().map(ModelList::model).toList());
	}

	ApiResponse unauthorized() {
		return response(401, "application/json; charset=utf-8", Map.of("error", Map.of("message", "Unauthorized")));
	}

	private static ApiResponse response(int status, String contentType, Object body) {
		return new ApiResponse(status, Map.of("content-type", contentType, "cf-ray", RequestId.next().ray()),
				List.of(WireJson.compact(body)), false);
	}

	private static ResponseBodies.Model model(String name) {
		return new ResponseBodies.Model(name, "model", CREATED, "language", true, name, "Together Spring", "",
				"apache-2.0", SimulatedApi.CONTEXT_LENGTH, new ResponseBodies.Config(List.of()),
				new ResponseBodies.Pricing(0, 0, 0, 0, 0));
	}

}
