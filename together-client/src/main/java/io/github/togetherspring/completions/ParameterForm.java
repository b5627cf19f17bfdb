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

import java.math.BigInteger;
import java.util.List;

import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The one form in which a value is sent that can be written in several ways. What has no
 * such form stays as it is, for {@link ParameterCheck} to judge.
 */
final class ParameterForm {

	private ParameterForm() {
	}

	// 100.0 is 100, and 1e3 is 1000.
	static Object integer(Object value) {
		BigInteger integer = (value instanceof Number number) ? JsonObject.bigInteger(number) : null;
		return (integer != null) ? integer : value;
	}

	// A single text stands for a list of one.
	static Object list(Object value) {
		return (value instanceof String) ? List.of(value) : value;
	}

	// Token ids are integers, at both levels at which they can stand.
	static Object prompt(Object value) {
		return (value instanceof List<?> parts) ? parts.stream().map(ParameterForm::promptPart).toList() : value;
	}

	private static @Nullable Object promptPart(@Nullable Object value) {
		if (value instanceof List<?> parts) {
			return parts.stream().map(ParameterForm::promptPart).toList();
		}
		return (value != null) ? integer(value) : null;
	}

}
