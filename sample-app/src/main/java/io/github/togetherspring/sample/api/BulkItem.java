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

package io.github.togetherspring.sample.api;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.sample.json.InvalidJsonException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * An item of a bulk request: a request, or the reason why it is not a valid one. An
 * invalid item does not fail the others.
 *
 * @param request the request, or {@code null} if it is invalid
 * @param error the reason, or {@code null} if the request is valid
 */
@JsonDeserialize(using = BulkItem.Deserializer.class)
record BulkItem(@Nullable CompletionRequest request, @Nullable RuntimeException error) {

	/**
	 * Reads an item from any JSON value.
	 */
	static final class Deserializer extends StdDeserializer<BulkItem> {

		Deserializer() {
			super(BulkItem.class);
		}

		@Override
		public BulkItem deserialize(JsonParser parser, DeserializationContext context) {
			if (parser.currentToken() != JsonToken.START_OBJECT) {
				parser.skipChildren();
				return notAnObject();
			}
			try {
				return new BulkItem(context.readValue(parser, CompletionRequest.class), null);
			}
			catch (InvalidCompletionRequestException ex) {
				return new BulkItem(null, ex);
			}
		}

		@Override
		public BulkItem getNullValue(DeserializationContext context) {
			return notAnObject();
		}

		private static BulkItem notAnObject() {
			return new BulkItem(null, new InvalidJsonException("The item must be a JSON object"));
		}

	}

}
