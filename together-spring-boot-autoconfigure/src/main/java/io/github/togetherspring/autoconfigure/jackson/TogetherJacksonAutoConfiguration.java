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

package io.github.togetherspring.autoconfigure.jackson;

import io.github.togetherspring.jackson.CompletionsJacksonModule;
import tools.jackson.databind.JacksonModule;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the Jackson module with which the
 * mapper of the application reads and writes requests and responses without loss.
 */
@AutoConfiguration
@ConditionalOnClass({ JacksonModule.class, CompletionsJacksonModule.class })
public final class TogetherJacksonAutoConfiguration {

	TogetherJacksonAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	CompletionsJacksonModule completionsJacksonModule() {
		return new CompletionsJacksonModule();
	}

}
