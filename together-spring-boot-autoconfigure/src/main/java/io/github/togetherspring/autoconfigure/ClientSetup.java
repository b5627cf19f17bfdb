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
import io.github.togetherspring.webclient.WebClientCompletionsClientBuilder;

/**
 * What the configuration says of one client.
 *
 * @param name the client's name
 * @param properties its properties, inherited ones included
 * @param connectionDetails where it connects to
 * @param propertyNames turns the name of a property without its prefix into the whole
 * name under which it was found
 */
record ClientSetup(String name, TogetherProperties properties, TogetherConnectionDetails connectionDetails,
		UnaryOperator<String> propertyNames) {

	/**
	 * Applies a property, and says which one it was if it can't be used.
	 * @param property the property's name without its prefix
	 * @param setting applies it
	 */
	void apply(String property, Runnable setting) {
		try {
			setting.run();
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Return where the client's API key belongs.
	 * @return a sentence without its full stop
	 */
	String apiKeyAdvice() {
		boolean isDefault = CompletionsClient.DEFAULT_NAME.equals(this.name);
		return "Set the property '" + prefix() + ".api-key'"
				+ (isDefault ? " or the environment variable TOGETHER_API_KEY" : "");
	}

	/**
	 * Return where the model of the client's requests belongs.
	 * @return a clause
	 */
	String modelAdvice() {
		return "set it in the request, or for all requests with the property '" + prefix() + ".completions.model'";
	}

	private String prefix() {
		return CompletionsClient.DEFAULT_NAME.equals(this.name) ? "together" : "together.clients." + this.name;
	}

	/**
	 * Return whether calls will fail for want of an API key, unless code sets one.
	 * @return whether there is neither a key nor a header with credentials
	 */
	boolean lacksApiKey() {
		String apiKey = this.connectionDetails.getApiKey();
		return (apiKey == null || apiKey.isBlank())
				&& !WebClientCompletionsClientBuilder.hasCredentials(this.properties.defaultHeaders().keySet());
	}

	/**
	 * Returns the error of a property that can't be used.
	 * @param property the property's name without its prefix
	 * @param problem what is wrong with it
	 * @return the error
	 */
	InvalidTogetherPropertyException invalid(String property, String problem) {
		return new InvalidTogetherPropertyException(this.propertyNames.apply(property), problem);
	}

}
