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

import java.util.Locale;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that keeps the API key, and headers
 * that may contain one, out of the actuator's endpoints, even if the application lets
 * these show all values.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class TogetherSanitizingAutoConfiguration {

	TogetherSanitizingAutoConfiguration() {
	}

	@Bean
	SanitizingFunction togetherSanitizingFunction() {
		return SanitizingFunction.sanitizeValue().ifKeyMatches(TogetherSanitizingAutoConfiguration::isSecret);
	}

	// In any spelling: together.api-key, together.apiKey, TOGETHER_API_KEY.
	private static boolean isSecret(String key) {
		String letters = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
		return letters.startsWith("together") && (letters.endsWith("apikey") || letters.endsWith("proxypassword")
				|| letters.contains("defaultheaders"));
	}

}
