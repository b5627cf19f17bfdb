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

package io.github.togetherspring.benchmarks;

import java.util.Map;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CompletionsClient;

import org.springframework.expression.EvaluationException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Calls with other names in other versions of this library. With these, the benchmarks
 * run with the jars of an earlier version.
 */
final class Versions {

	private static final String PACKAGE = "io.github.togetherspring.";

	private static final String BULK_OPTIONS = "T(" + PACKAGE + "completions.BulkOptions).";

	private Versions() {
	}

	static CompletionsClient.Builder builder(WebClient.Builder webClient) {
		return (CompletionsClient.Builder) call(webClient, "T(" + PACKAGE + "CompletionsClients).builder(#argument)",
				"new " + PACKAGE + "webclient.WebClientCompletionsClientBuilder(#argument)");
	}

	static BulkOptions bulkOptions(int concurrency, boolean ordered) {
		return (BulkOptions) call(concurrency,
				BULK_OPTIONS + "builder().concurrency(#argument).ordered(" + ordered + ").build()",
				BULK_OPTIONS + "defaults().withConcurrency(#argument)" + (ordered ? "" : ".asCompleted()"));
	}

	private static Object call(Object argument, String expression, String earlierExpression) {
		SpelExpressionParser parser = new SpelExpressionParser();
		StandardEvaluationContext context = new StandardEvaluationContext();
		context.setVariables(Map.of("argument", argument));
		try {
			return parser.parseExpression(expression).getValue(context);
		}
		catch (EvaluationException ex) {
			return parser.parseExpression(earlierExpression).getValue(context);
		}
	}

}
