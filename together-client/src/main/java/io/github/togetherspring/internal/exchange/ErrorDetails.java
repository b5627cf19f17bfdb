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

package io.github.togetherspring.internal.exchange;

import org.jspecify.annotations.Nullable;

/**
 * The details in the body of an error.
 *
 * @param message the message
 * @param type the type
 * @param code the code
 * @param param the parameter that it is about
 * @param requestId the id to quote to the service's support
 */
record ErrorDetails(@Nullable String message, @Nullable String type, @Nullable String code, @Nullable String param,
		@Nullable String requestId) {

	static final ErrorDetails NONE = new ErrorDetails(null, null, null, null, null);

	static ErrorDetails of(@Nullable String message) {
		return NONE.withMessage(message);
	}

	ErrorDetails withMessage(@Nullable String message) {
		return new ErrorDetails(message, this.type, this.code, this.param, this.requestId);
	}

	/**
	 * Return these details, completed by others where values are missing.
	 * @param others the other details
	 * @return the details
	 */
	ErrorDetails or(ErrorDetails others) {
		return new ErrorDetails((this.message != null) ? this.message : others.message,
				(this.type != null) ? this.type : others.type, (this.code != null) ? this.code : others.code,
				(this.param != null) ? this.param : others.param,
				(this.requestId != null) ? this.requestId : others.requestId);
	}

}
