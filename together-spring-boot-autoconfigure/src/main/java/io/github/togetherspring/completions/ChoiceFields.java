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

import org.jspecify.annotations.Nullable;

/**
 * The fields that a choice of a response and a choice of a chunk have in common.
 */
final class ChoiceFields {

	private ChoiceFields() {
	}

	// Together AI writes the text twice, as "text" and as "delta.content", and some
	// models only the latter, so one of the two is read and never both.
	static String text(JsonObject choice) {
		String text = choice.string("text");
		if (text == null) {
			JsonObject delta = choice.object("delta");
			text = (delta != null) ? delta.string("content") : null;
		}
		return (text != null) ? text : "";
	}

	// Some servers write an empty reason as long as there is none.
	static @Nullable FinishReason finishReason(JsonObject choice) {
		String value = choice.string("finish_reason");
		return (value != null && !value.isEmpty()) ? new FinishReason(value) : null;
	}

}
