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

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observation of calls, with all keys. Values described as content are only present
 * if they are enabled.
 *
 * @see SemanticConventions the names of the metrics
 */
public enum CompletionsObservationDocumentation implements ObservationDocumentation {

	/**
	 * One call, with all its attempts. It lasts to the end of a stream.
	 */
	TEXT_COMPLETION {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultCompletionsObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

		@Override
		public Observation.Event[] getEvents() {
			return Events.values();
		}

	};

	/**
	 * Tags of metrics, and attributes of spans.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * The operation, always {@code text_completion}.
		 */
		OPERATION_NAME("gen_ai.operation.name"),

		/**
		 * The provider, {@code together_ai} by default.
		 */
		PROVIDER_NAME("gen_ai.provider.name"),

		/**
		 * The requested model; {@code other} beyond the first hundred.
		 */
		REQUEST_MODEL("gen_ai.request.model"),

		/**
		 * The responding model; {@code other} beyond the first hundred.
		 */
		RESPONSE_MODEL("gen_ai.response.model"),

		/**
		 * The server's host.
		 */
		SERVER_ADDRESS("server.address"),

		/**
		 * The server's port.
		 */
		SERVER_PORT("server.port"),

		/**
		 * Why the call failed: an HTTP status, {@code timeout}, or the name of an
		 * exception.
		 */
		ERROR_TYPE("error.type"),

		/**
		 * The name of the client.
		 */
		CLIENT_NAME("together.client.name"),

		/**
		 * How the call ended: {@code success}, {@code error} or {@code cancelled};
		 * {@code none} while it is active.
		 */
		OUTCOME("together.outcome");

		private final String key;

		LowCardinalityKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Attributes of spans only.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * {@code true} if the response is streamed.
		 */
		REQUEST_STREAM("gen_ai.request.stream"),

		/**
		 * The number of requested choices, unless it is one.
		 */
		REQUEST_CHOICE_COUNT("gen_ai.request.choice.count"),

		/**
		 * The seed.
		 */
		REQUEST_SEED("gen_ai.request.seed"),

		/**
		 * The maximum number of tokens per choice.
		 */
		REQUEST_MAX_TOKENS("gen_ai.request.max_tokens"),

		/**
		 * The sampling temperature.
		 */
		REQUEST_TEMPERATURE("gen_ai.request.temperature"),

		/**
		 * The probability mass that is sampled from.
		 */
		REQUEST_TOP_P("gen_ai.request.top_p"),

		/**
		 * The number of tokens that are sampled from.
		 */
		REQUEST_TOP_K("gen_ai.request.top_k"),

		/**
		 * The penalty for each occurrence of a token in the generated text.
		 */
		REQUEST_FREQUENCY_PENALTY("gen_ai.request.frequency_penalty"),

		/**
		 * The penalty for tokens in the generated text.
		 */
		REQUEST_PRESENCE_PENALTY("gen_ai.request.presence_penalty"),

		/**
		 * The stop sequences, as a JSON array.
		 */
		REQUEST_STOP_SEQUENCES("gen_ai.request.stop_sequences"),

		/**
		 * The id of the response.
		 */
		RESPONSE_ID("gen_ai.response.id"),

		/**
		 * The finish reasons of the choices, as a JSON array.
		 */
		RESPONSE_FINISH_REASONS("gen_ai.response.finish_reasons"),

		/**
		 * Seconds until the first chunk of a stream.
		 */
		RESPONSE_TIME_TO_FIRST_CHUNK("gen_ai.response.time_to_first_chunk"),

		/**
		 * The number of tokens in the prompt.
		 */
		USAGE_INPUT_TOKENS("gen_ai.usage.input_tokens"),

		/**
		 * The number of generated tokens.
		 */
		USAGE_OUTPUT_TOKENS("gen_ai.usage.output_tokens"),

		/**
		 * The number of tokens in the prompt that came from a cache.
		 */
		USAGE_CACHE_READ_INPUT_TOKENS("gen_ai.usage.cache_read.input_tokens"),

		/**
		 * The number of tokens spent on reasoning.
		 */
		USAGE_REASONING_OUTPUT_TOKENS("gen_ai.usage.reasoning.output_tokens"),

		/**
		 * The prompt; content.
		 */
		INPUT_MESSAGES("gen_ai.input.messages"),

		/**
		 * The generated texts; content.
		 */
		OUTPUT_MESSAGES("gen_ai.output.messages"),

		/**
		 * The number of requests that were sent for the call.
		 */
		ATTEMPTS("together.attempts");

		private final String key;

		HighCardinalityKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Events during a call.
	 */
	public enum Events implements Observation.Event {

		/**
		 * An attempt failed and is retried.
		 */
		RETRY("together.retry", "retry"),

		/**
		 * An attempt was refused, and the client's pacing continues at a lower rate.
		 */
		PACING_DECREASE("together.pacing.decrease", "lower rate"),

		/**
		 * An attempt was refused, and the service has asked the client to send none for a
		 * while.
		 */
		PACING_COOL_DOWN("together.pacing.cool-down", "cool-down");

		private final String name;

		private final String description;

		Events(String name, String description) {
			this.name = name;
			this.description = description;
		}

		@Override
		public String getName() {
			return this.name;
		}

		String description() {
			return this.description;
		}

	}

}
