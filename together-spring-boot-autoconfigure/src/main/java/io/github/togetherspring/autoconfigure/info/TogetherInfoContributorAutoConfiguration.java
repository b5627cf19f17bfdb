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

package io.github.togetherspring.autoconfigure.info;

import io.github.togetherspring.autoconfigure.ClientConfigurations;
import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.info.TogetherInfoContributor;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link TogetherInfoContributor},
 * which is disabled by default.
 */
@AutoConfiguration(after = TogetherAutoConfiguration.class)
@ConditionalOnClass({ CompletionsClient.class, InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnBean(ClientConfigurations.class)
@ConditionalOnEnabledInfoContributor(value = "together", fallback = InfoContributorFallback.DISABLE)
public final class TogetherInfoContributorAutoConfiguration {

	TogetherInfoContributorAutoConfiguration() {
	}

	@Bean
	TogetherInfoContributor togetherInfoContributor(ClientConfigurations configurations) {
		return new TogetherInfoContributor(configurations.baseUrls());
	}

}
