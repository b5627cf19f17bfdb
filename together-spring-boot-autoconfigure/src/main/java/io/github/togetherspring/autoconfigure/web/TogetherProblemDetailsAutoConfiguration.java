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

package io.github.togetherspring.autoconfigure.web;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.autoconfigure.TogetherProperties;
import io.github.togetherspring.web.CompletionProblems;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for problem details of failures that
 * controllers do not handle, in servlet and in reactive applications.
 */
@AutoConfiguration(after = TogetherAutoConfiguration.class)
@ConditionalOnBean(TogetherProperties.class)
@ConditionalOnBooleanProperty("together.web.problem-details.enabled")
public final class TogetherProblemDetailsAutoConfiguration {

	TogetherProblemDetailsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	CompletionProblems completionProblems(TogetherProperties properties) {
		return new CompletionProblems(properties.getWeb().getProblemDetails().isShowDetails());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(value = HttpServletResponse.class, name = "org.springframework.web.servlet.DispatcherServlet")
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ServletProblemAdvice togetherProblemAdvice(CompletionProblems problems) {
			return new ServletProblemAdvice(new ProblemResponses(problems));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ReactiveProblemAdvice togetherProblemAdvice(CompletionProblems problems) {
			return new ReactiveProblemAdvice(new ProblemResponses(problems));
		}

	}

}
