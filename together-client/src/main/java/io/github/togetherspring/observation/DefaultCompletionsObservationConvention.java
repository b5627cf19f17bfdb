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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.Usage;
import io.github.togetherspring.observation.CompletionsObservationDocumentation.HighCardinalityKeyNames;
import io.github.togetherspring.observation.CompletionsObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's semantic conventions for generative AI. A tag without a value is
 * {@code none}, because every call needs the same tags; spans omit such an attribute.
 */
public class DefaultCompletionsObservationConvention implements CompletionsObservationConvention {

	private static final String OPERATION = "text_completion";

	private static final double NANOS_PER_SECOND = 1e9;

	private final SemanticConventions conventions;

	/**
	 * Create a convention with the names of version 1.41.
	 */
	public DefaultCompletionsObservationConvention() {
		this(SemanticConventions.V1_41);
	}

	/**
	 * Create a convention.
	 * @param conventions the version whose names it has
	 */
	public DefaultCompletionsObservationConvention(SemanticConventions conventions) {
		this.conventions = conventions;
	}

	@Override
	public String getName() {
		return this.conventions.duration();
	}

	@Override
	public String getContextualName(CompletionsObservationContext context) {
		String model = context.getRequest().model();
		return (model != null) ? OPERATION + " " + model : OPERATION;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(CompletionsObservationContext context) {
		return KeyValues.of(LowCardinalityKeyNames.OPERATION_NAME.withValue(OPERATION),
				LowCardinalityKeyNames.PROVIDER_NAME.withValue(context.getProviderName()),
				LowCardinalityKeyNames.REQUEST_MODEL.withValue(context.getRequestModelTag()),
				LowCardinalityKeyNames.RESPONSE_MODEL.withValue(context.getResponseModelTag()),
				LowCardinalityKeyNames.SERVER_ADDRESS.withValue(context.getServerAddress()),
				LowCardinalityKeyNames.SERVER_PORT.withValue(String.valueOf(context.getServerPort())),
				LowCardinalityKeyNames.ERROR_TYPE
					.withValue(Objects.requireNonNullElse(context.getErrorType(), CompletionsObservationContext.NONE)),
				LowCardinalityKeyNames.CLIENT_NAME.withValue(context.getClientName()),
				LowCardinalityKeyNames.OUTCOME.withValue(outcome(context)));
	}

	private static String outcome(CompletionsObservationContext context) {
		if (context.isCancelled()) {
			return "cancelled";
		}
		if (context.getErrorType() != null) {
			return "error";
		}
		return context.isCompleted() ? "success" : CompletionsObservationContext.NONE;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(CompletionsObservationContext context) {
		Values values = new Values();
		// The actual names: those in the tags may be "other".
		values.add(LowCardinalityKeyNames.REQUEST_MODEL, context.getRequest().model());
		values.add(LowCardinalityKeyNames.RESPONSE_MODEL, context.getResponseModel());
		addRequest(values, context);
		addResponse(values, context);
		if (context.isContentIncluded()) {
			addContent(values, context);
		}
		return KeyValues.of(values.values);
	}

	private static void addRequest(Values values, CompletionsObservationContext context) {
		CompletionRequest request = context.getRequest();
		Integer n = request.n();
		List<String> stop = request.stop();
		values.add(HighCardinalityKeyNames.REQUEST_STREAM, context.isStream() ? Boolean.TRUE : null);
		values.add(HighCardinalityKeyNames.REQUEST_CHOICE_COUNT, (n != null && n != 1) ? n : null);
		values.add(HighCardinalityKeyNames.REQUEST_SEED, request.seed());
		values.add(HighCardinalityKeyNames.REQUEST_MAX_TOKENS, request.maxTokens());
		values.add(HighCardinalityKeyNames.REQUEST_TEMPERATURE, request.temperature());
		values.add(HighCardinalityKeyNames.REQUEST_TOP_P, request.topP());
		values.add(HighCardinalityKeyNames.REQUEST_TOP_K, request.topK());
		values.add(HighCardinalityKeyNames.REQUEST_FREQUENCY_PENALTY, request.frequencyPenalty());
		values.add(HighCardinalityKeyNames.REQUEST_PRESENCE_PENALTY, request.presencePenalty());
		values.add(HighCardinalityKeyNames.REQUEST_STOP_SEQUENCES, (stop != null) ? Json.array(stop) : null);
	}

	private static void addResponse(Values values, CompletionsObservationContext context) {
		List<String> finishReasons = context.getFinishReasons().stream().map(FinishReason::value).toList();
		Duration firstChunk = context.getTimeToFirstChunk();
		values.add(HighCardinalityKeyNames.RESPONSE_ID, context.getResponseId());
		values.add(HighCardinalityKeyNames.RESPONSE_FINISH_REASONS,
				finishReasons.isEmpty() ? null : Json.array(finishReasons));
		values.add(HighCardinalityKeyNames.RESPONSE_TIME_TO_FIRST_CHUNK,
				(firstChunk != null) ? firstChunk.toNanos() / NANOS_PER_SECOND : null);
		values.add(HighCardinalityKeyNames.ATTEMPTS, context.getAttempts());
		Usage usage = context.getUsage();
		if (usage != null) {
			values.add(HighCardinalityKeyNames.USAGE_INPUT_TOKENS, TokenType.INPUT.count(usage));
			values.add(HighCardinalityKeyNames.USAGE_OUTPUT_TOKENS, TokenType.OUTPUT.count(usage));
			values.add(HighCardinalityKeyNames.USAGE_CACHE_READ_INPUT_TOKENS, TokenType.CACHE_READ.count(usage));
			values.add(HighCardinalityKeyNames.USAGE_REASONING_OUTPUT_TOKENS, TokenType.REASONING.count(usage));
		}
	}

	private static void addContent(Values values, CompletionsObservationContext context) {
		List<String> prompts = Objects.requireNonNullElse(context.getRequest().prompts(), List.of());
		values.add(HighCardinalityKeyNames.INPUT_MESSAGES,
				messages(prompts, (prompt) -> "{\"role\":\"user\",\"parts\":[" + part(prompt) + "]}"));
		values.add(HighCardinalityKeyNames.OUTPUT_MESSAGES,
				messages(context.getOutputs(), DefaultCompletionsObservationConvention::message));
	}

	private static <T> @Nullable String messages(List<T> items, Function<T, String> message) {
		return items.isEmpty() ? null : items.stream().map(message).collect(Collectors.joining(",", "[", "]"));
	}

	private static String message(CompletionsObservationContext.Output output) {
		FinishReason finishReason = output.finishReason();
		return "{\"role\":\"assistant\",\"parts\":[" + part(output.text()) + "]"
				+ ((finishReason != null) ? ",\"finish_reason\":" + Json.string(finishReason.value()) : "") + "}";
	}

	private static String part(String text) {
		return "{\"type\":\"text\",\"content\":" + Json.string(text) + "}";
	}

	/**
	 * Collects the values that are present.
	 */
	private static final class Values {

		private final List<KeyValue> values = new ArrayList<>();

		void add(KeyName name, @Nullable Object value) {
			if (value != null) {
				this.values.add(name.withValue(value.toString()));
			}
		}

	}

}
