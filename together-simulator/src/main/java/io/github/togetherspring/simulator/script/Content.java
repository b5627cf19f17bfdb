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

package io.github.togetherspring.simulator.script;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Content of a {@link SimulatedResponse}, for the simulator itself.
 */
public sealed interface Content {

	/**
	 * A completion by the language model.
	 */
	record Generated() implements Content {

	}

	/**
	 * A completion with the given choices.
	 *
	 * @param choices the choices; a single one is repeated for each choice of the request
	 * @param usage the usage, or {@code null} to count the tokens
	 */
	record Completion(List<SimulatedChoice> choices, @Nullable Usage usage) implements Content {

		/**
		 * Copy the choices.
		 */
		public Completion {
			choices = List.copyOf(choices);
		}

	}

	/**
	 * An error in the format of the service.
	 *
	 * @param status the HTTP status
	 * @param type the type of the error
	 * @param message the message
	 */
	record Error(int status, String type, String message) implements Content {

	}

	/**
	 * A body that does not depend on the request.
	 *
	 * @param status the HTTP status
	 * @param contentType the media type, or {@code null} for a response without body
	 * @param body the body
	 */
	record Body(int status, @Nullable String contentType, String body) implements Content {

	}

	/**
	 * An event stream that does not depend on the request.
	 *
	 * @param chunks the parts of the body, each written separately
	 */
	record EventStream(List<String> chunks) implements Content {

		/**
		 * Copy the chunks.
		 */
		public EventStream {
			chunks = List.copyOf(chunks);
		}

	}

	/**
	 * Usage of a scripted completion.
	 *
	 * @param promptTokens the number of tokens in the prompts
	 * @param completionTokens the number of tokens in all choices
	 */
	record Usage(int promptTokens, int completionTokens) {

	}

}
