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

package io.github.togetherspring.internal.exchange;

import io.github.togetherspring.completions.CompletionsClient;

/**
 * How to configure what a client needs, in the words of where it is configured: in code
 * or by properties. Quoted by errors.
 *
 * @param apiKey a sentence on where to set the API key, without its full stop
 * @param model a clause on where to set the model, such as "set it in the request"
 */
public record ConfigurationAdvice(String apiKey, String model) {

	/**
	 * The advice for a client that was configured by {@link CompletionsClient.Builder}.
	 */
	public static final ConfigurationAdvice IN_CODE = new ConfigurationAdvice(
			"Set it with 'apiKey' of the client's builder",
			"set it in the request, or with 'defaults' of the client's builder");

}
