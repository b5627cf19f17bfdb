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

package io.github.togetherspring.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.togetherspring.autoconfigure.ClientConfigurations;
import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.autoconfigure.TogetherProperties;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.health.HealthTimes;
import io.github.togetherspring.internal.health.TogetherHealthIndicator;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of the completions
 * clients: one contributor {@code together}, with a component for each client if there
 * are several.
 */
@AutoConfiguration(after = TogetherAutoConfiguration.class)
@ConditionalOnClass({ CompositeReactiveHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(TogetherProperties.class)
@ConditionalOnEnabledHealthIndicator("together")
public final class TogetherHealthContributorAutoConfiguration {

	private static final String SUFFIX = "CompletionsClient";

	TogetherHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "togetherHealthIndicator", "togetherHealthContributor" })
	ReactiveHealthContributor togetherHealthContributor(ListableBeanFactory beanFactory,
			ClientConfigurations configurations) {
		Map<String, ReactiveHealthContributor> contributors = new LinkedHashMap<>();
		for (String name : beanFactory.getBeanNamesForType(CompletionsClient.class)) {
			if (!ScopedProxyUtils.isScopedTarget(name)) {
				CompletionsClient client = beanFactory.getBean(name, CompletionsClient.class);
				String clientName = clientName(name);
				HealthTimes times = configurations.healthTimes(clientName);
				contributors.put(clientName, new TogetherHealthIndicator(client, times));
			}
		}
		return (contributors.size() != 1) ? CompositeReactiveHealthContributor.fromMap(contributors)
				: contributors.values().iterator().next();
	}

	private static String clientName(String beanName) {
		if (beanName.equals(StringUtils.uncapitalize(SUFFIX))) {
			return CompletionsClient.DEFAULT_NAME;
		}
		return beanName.endsWith(SUFFIX) ? beanName.substring(0, beanName.length() - SUFFIX.length()) : beanName;
	}

}
