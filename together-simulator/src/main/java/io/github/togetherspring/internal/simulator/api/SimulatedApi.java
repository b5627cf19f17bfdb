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

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

import io.github.togetherspring.internal.simulator.model.LanguageModel;
import io.github.togetherspring.simulator.script.Content;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedChoice;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.simulator.script.StreamEnding;
import org.jspecify.annotations.Nullable;

/**
 * Responds to requests as the service does. Scripted completions obey the same rules.
 */
public final class SimulatedApi {

	static final int CONTEXT_LENGTH = 131_072;

	private static final int OK = 200;

	private final LanguageModel model;

	private volatile @Nullable String apiKey;

	private final StreamEnding ending;

	private volatile ModelList models;

	private final CompletionCallReader calls;

	private final RateLimiter limiter = new RateLimiter(System::nanoTime);

	/**
	 * Create an API.
	 * @param model the language model
	 * @param ending the position of the usage in streams
	 * @param models the models that are offered
	 */
	public SimulatedApi(LanguageModel model, StreamEnding ending, ModelList models) {
		this.model = model;
		this.ending = ending;
		this.models = models;
		this.calls = new CompletionCallReader(model);
	}

	/**
	 * Offer other models.
	 * @param models the models
	 */
	public void offerModels(ModelList models) {
		this.models = models;
	}

	/**
	 * Require an API key.
	 * @param apiKey the key, or {@code null} to accept any
	 */
	public void requireApiKey(@Nullable String apiKey) {
		this.apiKey = apiKey;
	}

	/**
	 * Limit the rate of completions.
	 * @param limit the limit, or {@code null} for none
	 */
	public void limitRate(@Nullable SimulatedRateLimit limit) {
		this.limiter.limit(limit);
	}

	/**
	 * Forget the requests that count towards the rate limit.
	 */
	public void clearTraffic() {
		this.limiter.clear();
	}

	/**
	 * Return the rate limit.
	 * @param apiKey the API key
	 * @param model the model
	 * @return the number of requests per second, infinite if there is no limit
	 */
	public double requestsPerSecond(String apiKey, String model) {
		return this.limiter.requestsPerSecond(apiKey, model);
	}

	/**
	 * Return the response to a request that the rate limit does not admit, which takes
	 * precedence over scripted responses.
	 * @param request the request
	 * @return the response, or {@code null} if the request is admitted
	 */
	public @Nullable ApiResponse refuse(ReceivedRequest request) {
		return isLimited(request) ? this.limiter.refuse(request) : null;
	}

	private boolean isLimited(ReceivedRequest request) {
		return request.isCompletion() && isAuthorized(request);
	}

	/**
	 * Return whether a request has a wrong API key, which takes precedence over scripted
	 * responses.
	 * @param request the request
	 * @return {@code true} if a particular key is required and the request does not have
	 * it
	 */
	public boolean isForbidden(ReceivedRequest request) {
		return this.apiKey != null && !isAuthorized(request);
	}

	/**
	 * Respond to a request.
	 * @param request the request
	 * @param response the script of the response
	 * @return the response
	 */
	public ApiResponse respond(ReceivedRequest request, SimulatedResponse response) {
		try {
			ApiResponse result = respond(request, response.content());
			if (result.status() == OK && response.fault() == null && isLimited(request)) {
				result = result.withHeaders(this.limiter.succeeded(request));
			}
			return result.withHeaders(response.headers());
		}
		catch (RejectedRequestException ex) {
			return ex.toResponse();
		}
	}

	private ApiResponse respond(ReceivedRequest request, Content content) {
		if (content instanceof Content.Error error) {
			return ErrorEnvelope.response(error.status(),
					new ErrorEnvelope.Problem(error.message(), error.type(), null, null));
		}
		if (content instanceof Content.Body body) {
			return ApiResponse.fixed(body.status(), body.contentType(), body.body());
		}
		if (content instanceof Content.EventStream stream) {
			return ApiResponse.fixedStream(stream.chunks());
		}
		return route(request, content);
	}

	private ApiResponse route(ReceivedRequest request, Content content) {
		return switch (request.path()) {
			case ReceivedRequest.COMPLETIONS_PATH -> {
				checkMethod(request, "POST");
				if (!isAuthorized(request)) {
					throw RejectedRequestException.invalidKey();
				}
				yield complete(this.calls.read(request.body(), this.models), content);
			}
			case ReceivedRequest.MODELS_PATH -> {
				if (!request.method().equals("HEAD")) {
					checkMethod(request, "GET");
				}
				yield isAuthorized(request) ? this.models.list() : this.models.unauthorized();
			}
			default -> throw RejectedRequestException.unknownPath(request.method(), request.path());
		};
	}

	private void checkMethod(ReceivedRequest request, String expected) {
		if (!request.method().equals(expected)) {
			throw RejectedRequestException.wrongMethod(request.method(), request.path());
		}
	}

	private boolean isAuthorized(ReceivedRequest request) {
		String required = this.apiKey;
		String key = request.apiKey();
		return (required != null) ? required.equals(key) : key != null;
	}

	private ApiResponse complete(CompletionCall call, Content content) {
		for (Prompt prompt : call.prompts()) {
			if ((long) prompt.tokens().size() + call.maxTokens() > CONTEXT_LENGTH) {
				throw RejectedRequestException.tooLong(CONTEXT_LENGTH);
			}
		}
		Completion completion = (content instanceof Content.Completion scripted)
				? Completion.of(call, scriptedChoices(call, scripted.choices()), scripted.usage())
				: Completion.of(call, modelChoices(call), null);
		if (call.stream()) {
			return ApiResponse.stream(completion.id(), () -> new CompletionEvents(completion, this.ending));
		}
		return ApiResponse.json(OK, completion.id(), CompletionWriter.write(completion, this.model));
	}

	// The choices of the first prompt, then those of the second, and so on.
	private List<Choice> modelChoices(CompletionCall call) {
		return IntStream.range(0, call.choices()).<Choice>mapToObj((index) -> {
			List<Integer> prompt = call.prompts().get(index / call.n()).tokens();
			BigInteger seed = Seeds.of(call.seed(), index % call.n());
			return new ModelChoice(this.model.generate(prompt, call.sampling(), seed.longValue(), call.best()), call,
					seed);
		}).toList();
	}

	private List<Choice> scriptedChoices(CompletionCall call, List<SimulatedChoice> choices) {
		boolean repeated = choices.size() == 1;
		return IntStream.range(0, repeated ? call.choices() : choices.size())
			.<Choice>mapToObj((index) -> new ScriptedChoice(choices.get(repeated ? 0 : index), this.model,
					Seeds.of(call.seed(), index % call.n())))
			.toList();
	}

}
