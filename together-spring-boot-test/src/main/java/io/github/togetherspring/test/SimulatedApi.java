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

package io.github.togetherspring.test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.test.model.LanguageModel;
import io.github.togetherspring.test.model.ScoredToken;
import io.github.togetherspring.test.model.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests as the service does.
 */
final class SimulatedApi {

	static final int CONTEXT_LENGTH = 131_072;

	private static final String BEARER = "Bearer ";

	private final LanguageModel model;

	private final @Nullable String apiKey;

	private final StreamEnding ending;

	private final ModelList models;

	SimulatedApi(LanguageModel model, @Nullable String apiKey, StreamEnding ending, ModelList models) {
		this.model = model;
		this.apiKey = apiKey;
		this.ending = ending;
		this.models = models;
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
			case "/v1/completions" -> {
				checkMethod(request, "POST");
				if (!isAuthorized(request)) {
					throw RequestRejected.invalidKey();
				}
				yield complete(CompletionCallReader.read(request.body()), content);
			}
			case "/v1/models" -> {
				checkMethod(request, "GET");
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
		String authorization = request.header("authorization");
		if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
			return false;
		}
		String key = authorization.substring(BEARER.length()).strip();
		return (this.apiKey != null) ? key.equals(this.apiKey) : !key.isEmpty();
	}

	private Answer complete(CompletionCall call, Content content) {
		List<Integer> prompt = this.model.tokenizer().encode(call.prompt());
		if ((long) prompt.size() + call.maxTokens() > CONTEXT_LENGTH) {
			throw RequestRejected.tooLong(CONTEXT_LENGTH);
		}
		List<Choice> choices = IntStream.range(0, call.n())
			.mapToObj((index) -> choice(call, prompt, index, content))
			.toList();
		Completion completion = Completion.of(call, prompt, choices);
		if (call.stream()) {
			return Answer.stream(completion.id(), () -> new CompletionEvents(completion, this.ending));
		}
		return Answer.json(200, completion.id(), CompletionWriter.write(completion, this.model));
	}

	private Choice choice(CompletionCall call, List<Integer> prompt, int index, Content content) {
		BigInteger seed = Seeds.of(call.seed(), index);
		if (content instanceof Content.Scripted scripted) {
			return new ScriptedChoice(tokens(scripted), scripted.finishReason(), seed);
		}
		return new ModelChoice(this.model.generate(prompt, call.sampling(), seed.longValue()), call, seed);
	}

	private List<ScoredToken> tokens(Content.Scripted scripted) {
		Tokenizer tokenizer = this.model.tokenizer();
		if (scripted.tokens()) {
			return scripted.texts().stream().map((text) -> token(tokenizer, text)).toList();
		}
		return scripted.texts()
			.stream()
			.flatMap((text) -> tokenizer.encode(text).stream())
			.map((id) -> new ScoredToken(id, tokenizer.text(id), 0, List.of()))
			.toList();
	}

	private static ScoredToken token(Tokenizer tokenizer, String text) {
		int id = Stream.concat(tokenizer.encode(text).stream(), Stream.of(0)).findFirst().orElseThrow();
		return new ScoredToken(id, text, 0, List.of());
	}

}
