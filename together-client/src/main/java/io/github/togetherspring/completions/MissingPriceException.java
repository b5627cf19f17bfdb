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
 * A budget limits the cost of calls, and the model of a call has no price. Nothing was
 * sent.
 */
public class MissingPriceException extends TogetherRequestException {

	private final @Nullable String model;

	/**
	 * Create an exception.
	 * @param model the requested model, or {@code null} if the request has none
	 */
	public MissingPriceException(@Nullable String model) {
		super(message(model), null, null);
		this.model = model;
	}

	// Spring Boot only keeps the '/' and '.' of a name in brackets.
	private static String message(@Nullable String model) {
		String lacking = (model != null) ? "Model '" + model + "' has no price"
				: "A request without a model has no price";
		String properties = (model != null) ? "'together.prices.[" + model + "].*', with the brackets, or " : "";
		return lacking + ", which a budget of money requires. Set one in the client's prices (" + properties
				+ "'together.default-price.*').";
	}

	/**
	 * Return the model without a price.
	 * @return the requested model, or {@code null} if the request has none
	 */
	public @Nullable String model() {
		return this.model;
	}

}
