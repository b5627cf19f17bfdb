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

package io.github.togetherspring.observation;

/**
 * The version of OpenTelemetry's semantic conventions for generative AI that determines
 * the names of metrics.
 */
public enum SemanticConventions {

	/**
	 * The last published version, 1.41, which dashboards use.
	 */
	V1_41("gen_ai.client.operation.duration", "gen_ai.client.operation.time_to_first_chunk",
			"gen_ai.client.operation.time_per_output_chunk"),

	/**
	 * The version under development, whose names may still change.
	 */
	LATEST("gen_ai.client.inference.duration", "gen_ai.client.inference.time_to_first_chunk",
			"gen_ai.client.inference.time_per_output_chunk");

	static final String TOKEN_USAGE = "gen_ai.client.token.usage";

	static final String TOKENS = "gen_ai.client.inference.usage.";

	private final String duration;

	private final String timeToFirstChunk;

	private final String timePerOutputChunk;

	SemanticConventions(String duration, String timeToFirstChunk, String timePerOutputChunk) {
		this.duration = duration;
		this.timeToFirstChunk = timeToFirstChunk;
		this.timePerOutputChunk = timePerOutputChunk;
	}

	/**
	 * Return the name of the metric for the duration of calls, which is also the name of
	 * the observation.
	 * @return the name, such as {@code gen_ai.client.operation.duration}
	 */
	public String duration() {
		return this.duration;
	}

	String timeToFirstChunk() {
		return this.timeToFirstChunk;
	}

	String timePerOutputChunk() {
		return this.timePerOutputChunk;
	}

}
