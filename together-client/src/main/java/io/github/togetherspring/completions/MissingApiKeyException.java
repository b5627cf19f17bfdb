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

package io.github.togetherspring.completions;

/**
 * No API key is configured. Nothing was sent.
 */
public class MissingApiKeyException extends TogetherRequestException {

	/**
	 * Create an exception.
	 */
	public MissingApiKeyException() {
		this("Set the property 'together.api-key' or the environment variable TOGETHER_API_KEY");
	}

	/**
	 * Create an exception.
	 * @param advice a sentence on where to set the key, without its full stop
	 */
	public MissingApiKeyException(String advice) {
		super("No API key. " + advice + "; for a server that needs no key, set it to 'none'.", null, null);
	}

}
