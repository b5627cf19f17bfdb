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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an answer says.
 */
sealed interface Content {

	/**
	 * The language model answers the request.
	 */
	record FromModel() implements Content {

	}

	/**
	 * Given texts answer the request.
	 *
	 * @param choices the choices; a single one is repeated as often as the request asks,
	 * for each of its prompts
	 * @param usage the usage to tell, or {@code null} to count the tokens
	 */
	record Scripted(List<SimulatedChoice> choices, Bodies.@Nullable Usage usage) implements Content {

		public Scripted {
			choices = List.copyOf(choices);
		}

		int choices(CompletionCall call) {
			return (this.choices.size() > 1) ? this.choices.size() : call.choices();
		}

		SimulatedChoice choice(int index) {
			return this.choices.get((this.choices.size() > 1) ? index : 0);
		}

	}

	/**
	 * Bytes that are sent whatever the request was.
	 *
	 * @param status the HTTP status
	 * @param contentType the media type
	 * @param chunks the parts of the body, each written by itself when it matters
	 * @param stream whether the body is an event stream
	 */
	record Raw(int status, String contentType, List<String> chunks, boolean stream) implements Content {

		public Raw {
			chunks = List.copyOf(chunks);
		}

	}

}
