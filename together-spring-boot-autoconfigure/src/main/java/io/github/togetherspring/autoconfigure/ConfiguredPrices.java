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

package io.github.togetherspring.autoconfigure;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;

import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.diagnostics.InvalidTogetherPropertyException;
import org.jspecify.annotations.Nullable;

/**
 * The prices in the properties of a client, checked. For the auto-configuration itself.
 */
public final class ConfiguredPrices {

	private final TogetherProperties properties;

	private final UnaryOperator<String> propertyNames;

	private ConfiguredPrices(TogetherProperties properties, UnaryOperator<String> propertyNames) {
		this.properties = properties;
		this.propertyNames = propertyNames;
	}

	/**
	 * Return the prices of the default client.
	 * @param properties its properties
	 * @return the prices
	 * @throws InvalidTogetherPropertyException if one is incomplete or negative
	 */
	public static TokenPrices of(TogetherProperties properties) {
		return new ConfiguredPrices(properties, (property) -> "together." + property).prices();
	}

	static TokenPrices of(ClientConfiguration configuration) {
		return new ConfiguredPrices(configuration.properties(), configuration.propertyNames()).prices();
	}

	private TokenPrices prices() {
		TokenPrices.Builder prices = TokenPrices.builder();
		this.properties.getPrices()
			.forEach((model, price) -> setPrice("prices.[" + model + "]", price,
					(input, output) -> prices.model(model, input, output)));
		TogetherProperties.Price others = this.properties.getDefaultPrice();
		if (others.getInput() != null || others.getOutput() != null) {
			setPrice("default-price", others, prices::defaultPrice);
		}
		return prices.build();
	}

	private void setPrice(String property, TogetherProperties.Price price, PriceSetter setter) {
		BigDecimal input = price.getInput();
		BigDecimal output = price.getOutput();
		if (input == null || output == null) {
			throw invalid(property + ((input != null) ? ".output" : ".input"),
					"A price for prompt tokens needs one for generated tokens, and the reverse");
		}
		try {
			setter.set(input, output);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property, ex.getMessage());
		}
	}

	private InvalidTogetherPropertyException invalid(String property, @Nullable String problem) {
		return new InvalidTogetherPropertyException(this.propertyNames.apply(property), String.valueOf(problem));
	}

	private interface PriceSetter {

		void set(BigDecimal input, BigDecimal output);

	}

}
