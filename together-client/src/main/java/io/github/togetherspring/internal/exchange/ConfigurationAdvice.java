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
 * How to set what a client can't do without, in the words of where the client is set up:
 * in code or by properties. Errors quote it.
 *
 * @param apiKey a sentence on where the API key belongs, without its full stop
 * @param model a clause on where the model belongs, such as "set it in the request"
 */
public record ConfigurationAdvice(String apiKey, String model) {

	/**
	 * The advice for a client that was set up by {@link CompletionsClient.Builder}.
	 */
	public static final ConfigurationAdvice IN_CODE = new ConfigurationAdvice(
			"Set it with 'apiKey' of the client's builder",
			"set it in the request, or with 'defaults' of the client's builder");

}
