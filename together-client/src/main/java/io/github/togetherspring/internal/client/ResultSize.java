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

package io.github.togetherspring.internal.client;

import java.util.List;
import java.util.Map;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.TogetherException;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the memory that a result occupies. {@link BulkOptions#reorderWindowBytes()}
 * documents the estimate.
 */
final class ResultSize {

	// Headers, choices, the stack trace of an error.
	private static final int RESULT = 4096;

	private static final int VALUE = 64;

	private static final int CHARACTER = 2;

	private ResultSize() {
	}

	static long of(BulkResult result) {
		long size = RESULT + of(result.request().json());
		if (result.response() != null) {
			size += of(result.response().json());
		}
		if (result.error() instanceof TogetherException error && error.body() != null) {
			size += of(error.body());
		}
		return size;
	}

	private static long of(@Nullable Object json) {
		long size = VALUE;
		if (json instanceof String text) {
			size += (long) CHARACTER * text.length();
		}
		else if (json instanceof List<?> list) {
			for (Object item : list) {
				size += of(item);
			}
		}
		else if (json instanceof Map<?, ?> map) {
			for (Object value : map.values()) {
				size += of(value);
			}
		}
		return size;
	}

}
