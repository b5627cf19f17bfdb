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

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.togetherspring.simulator.Content.Scripted;
import io.github.togetherspring.simulator.model.LanguageModel;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests as the service does.
 */
final class SimulatedApi {

	static final int CONTEXT_LENGTH = 131_072;

	static final String COMPLETIONS = "/v1/completions";

	static final String MODELS = "/v1/models";

	private final LanguageModel model;

	private volatile @Nullable String apiKey;

	private final StreamEnding ending;

	private volatile ModelList models;

	private final CompletionCallReader calls;

	SimulatedApi(LanguageModel model, StreamEnding ending, ModelList models) {
		this.model = model;
		this.ending = ending;
		this.models = models;
		this.calls = new CompletionCallReader(model.tokenizer());
	}

	void offerModels(ModelList models) {
		this.models = models;
	}

	void requireApiKey(@Nullable String apiKey) {
		this.apiKey = apiKey;
	}

	/**
	 * Return whether a request comes with a wrong key, which no scripted answer may hide.
	 * @param request the request
	 * @return {@code true} when a certain key is required and the request doesn't have it
	 */
	boolean isForbidden(ReceivedRequest request) {
		return this.apiKey != null && !isAuthorized(request);
	}

	Answer answer(ReceivedRequest request, SimulatedResponse response) {
		if (response.content() instanceof Content.Raw raw) {
			Map<String, String> headers = raw.contentType().isEmpty() ? Map.of()
					: Map.of("content-type", raw.contentType());
			return new Answer(raw.status(), headers, raw.chunks(), raw.stream()).withHeaders(response.headers());
		}
		try {
			return route(request, response.content()).withHeaders(response.headers());
		}
		catch (RequestRejected ex) {
			return ex.toAnswer();
		}
	}

	private Answer route(ReceivedRequest request, Content content) {
		return switch (request.path()) {
			case COMPLETIONS -> {
				checkMethod(request, "POST");
				if (!isAuthorized(request)) {
					throw RequestRejected.invalidKey();
				}
				yield complete(this.calls.read(request.body(), this.models), content);
			}
			case MODELS -> {
				if (!request.method().equals("HEAD")) {
					checkMethod(request, "GET");
				}
				yield isAuthorized(request) ? this.models.list() : this.models.unauthorized();
			}
			default -> throw RequestRejected.unknownPath(request.method(), request.path());
		};
	}

	private void checkMethod(ReceivedRequest request, String expected) {
		if (!request.method().equals(expected)) {
			throw RequestRejected.wrongMethod(request.method(), request.path());
		}
	}

	private boolean isAuthorized(ReceivedRequest request) {
		String required = this.apiKey;
		String key = request.apiKey();
		return (required != null) ? required.equals(key) : key != null;
	}

	private Answer complete(CompletionCall call, Content content) {
		for (Prompt prompt : call.prompts()) {
			if ((long) prompt.tokens().size() + call.maxTokens() > CONTEXT_LENGTH) {
				throw RequestRejected.tooLong(CONTEXT_LENGTH);
			}
		}
		Completion completion = (content instanceof Scripted scripted)
				? Completion.of(call, scriptedChoices(call, scripted), scripted.usage())
				: Completion.of(call, modelChoices(call), null);
		if (call.stream()) {
			return Answer.stream(completion.id(), () -> new CompletionEvents(completion, this.ending));
		}
		return Answer.json(200, completion.id(), CompletionWriter.write(completion, this.model));
	}

	// Prompt by prompt, each as if it were alone.
	private List<Choice> modelChoices(CompletionCall call) {
		return IntStream.range(0, call.choices()).<Choice>mapToObj((index) -> {
			List<Integer> prompt = call.prompts().get(index / call.n()).tokens();
			BigInteger seed = Seeds.of(call.seed(), index % call.n());
			return new ModelChoice(this.model.generate(prompt, call.sampling(), seed.longValue()), call, seed);
		}).toList();
	}

	private List<Choice> scriptedChoices(CompletionCall call, Scripted scripted) {
		return IntStream.range(0, scripted.choices(call)).<Choice>mapToObj((index) -> {
			SimulatedChoice choice = scripted.choice(index);
			return new ScriptedChoice(choice.toTokens(this.model.tokenizer()), choice.finishReason(),
					Seeds.of(call.seed(), index % call.n()));
		}).toList();
	}

}
