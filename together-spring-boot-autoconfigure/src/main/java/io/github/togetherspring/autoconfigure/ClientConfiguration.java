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

package io.github.togetherspring.autoconfigure;

import java.util.function.UnaryOperator;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.client.DefaultCompletionsClientBuilder;
import io.github.togetherspring.internal.diagnostics.InvalidTogetherPropertyException;

/**
 * Configuration of one client.
 *
 * @param name the name of the client
 * @param properties its properties, including inherited ones
 * @param connectionDetails where it connects to
 * @param propertyNames returns the full name of a property under which it is configured,
 * given its name without the prefix
 */
record ClientConfiguration(String name, TogetherProperties properties, TogetherConnectionDetails connectionDetails,
		UnaryOperator<String> propertyNames) {

	/**
	 * Return how to configure the API key.
	 * @return a sentence without its full stop
	 */
	String apiKeyAdvice() {
		return "Set the property '" + prefix() + ".api-key'"
				+ (isDefault() ? " or the environment variable TOGETHER_API_KEY" : "");
	}

	/**
	 * Return how to configure the model of requests.
	 * @return a clause
	 */
	String modelAdvice() {
		return "set it in the request, or for all requests with the property '" + prefix() + ".completions.model'";
	}

	private String prefix() {
		return isDefault() ? "together" : "together.clients." + this.name;
	}

	private boolean isDefault() {
		return CompletionsClient.DEFAULT_NAME.equals(this.name);
	}

	/**
	 * Return whether calls will fail without an API key, unless code sets one.
	 * @return whether there is neither a key nor a header with credentials
	 */
	boolean lacksApiKey() {
		String apiKey = this.connectionDetails.getApiKey();
		return (apiKey == null || apiKey.isBlank())
				&& !DefaultCompletionsClientBuilder.hasCredentials(this.properties.getDefaultHeaders().keySet());
	}

	/**
	 * Create the exception for an invalid property.
	 * @param property the name of the property without the prefix
	 * @param problem what is wrong with it
	 * @return the exception
	 */
	InvalidTogetherPropertyException invalid(String property, String problem) {
		return new InvalidTogetherPropertyException(this.propertyNames.apply(property), problem);
	}

}
