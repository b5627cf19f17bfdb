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

package io.github.togetherspring.batch.jsonl;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.jackson.CompletionsJacksonModule;
import io.github.togetherspring.web.CompletionProblems;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.batch.infrastructure.item.file.transform.LineAggregator;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;

/**
 * Converts a completed line to a line of the output. Thread-safe.
 * <p>
 * The output line is a JSON object with the number of the input line as {@code index},
 * its {@code custom_id} if it has one, and either the {@code response} as the client
 * received it or an {@code error}, which is a problem detail (RFC 9457). A line that was
 * passed through without a call becomes its {@linkplain JsonLine#previousResult()
 * previous result}, unchanged. If there is none, the object has neither.
 */
public final class JsonLineAggregator implements LineAggregator<CompletedItem<JsonLine>> {

	private static final Log logger = LogFactory.getLog(JsonLineAggregator.class);

	private final CompletionProblems problems = new CompletionProblems(true);

	private final JsonMapper mapper = JsonMapper.builder()
		.addModule(new CompletionsJacksonModule())
		.addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
		.build();

	/**
	 * Convert a completed line.
	 * @param item the completed line
	 * @return the line of the output, without a line ending
	 */
	@Override
	public String aggregate(CompletedItem<JsonLine> item) {
		JsonLine line = item.item();
		Exception failure = item.failure();
		if (line != null && line.previousResult() != null && item.response() == null && failure == null) {
			return line.previousResult();
		}
		long index = (line != null) ? line.number() : item.position();
		String customId = (line != null) ? CustomIds.find(line.text()) : null;
		ProblemDetail problem = (failure != null) ? problem(index, failure) : null;
		return escapeLoneSurrogates(
				this.mapper.writeValueAsString(new OutputLine(index, customId, item.response(), problem)));
	}

	private ProblemDetail problem(long index, Exception failure) {
		if (failure instanceof InvalidJsonLineException) {
			ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, failure.getMessage());
			problem.setProperty("exception", failure.getClass().getSimpleName());
			return problem;
		}
		if (!(failure instanceof TogetherException || failure instanceof InvalidCompletionRequestException)) {
			logger.error("Unexpected failure of line " + index, failure);
		}
		return this.problems.of(failure);
	}

	// Lone surrogates can't be encoded as UTF-8. Servers send them for partial
	// characters.
	private static String escapeLoneSurrogates(String json) {
		StringBuilder escaped = null;
		int copied = 0;
		for (int i = 0; i < json.length(); i++) {
			if (!Character.isSurrogate(json.charAt(i))) {
				continue;
			}
			if (i + 1 < json.length() && Character.isSurrogatePair(json.charAt(i), json.charAt(i + 1))) {
				i++;
				continue;
			}
			escaped = (escaped != null) ? escaped : new StringBuilder(json.length() + 16);
			escaped.append(json, copied, i).append("\\u%04X".formatted((int) json.charAt(i)));
			copied = i + 1;
		}
		return (escaped != null) ? escaped.append(json, copied, json.length()).toString() : json;
	}

	private record OutputLine(long index,
			@JsonProperty(CustomIds.FIELD) @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String customId,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CompletionResponse response,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ProblemDetail error) {

	}

}
