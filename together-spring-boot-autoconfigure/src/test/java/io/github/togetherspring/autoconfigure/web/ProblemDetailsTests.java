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
import io.github.togetherspring.web.CompletionProblems;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for where failures become problem details. There is no servlet API on the class
 * path here; servlet applications have tests of their own.
 */
class ProblemDetailsTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(TogetherAutoConfiguration.class,
			TogetherProblemDetailsAutoConfiguration.class);

	private static final String ENABLED = "together.web.problem-details.enabled=true";

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void areOffByDefault() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(CompletionProblems.class)
			.doesNotHaveBean(ReactiveProblemAdvice.class));
	}

	@Test
	void areSwitchedOn() {
		this.contextRunner.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).hasSingleBean(CompletionProblems.class)
				.hasSingleBean(ReactiveProblemAdvice.class));
	}

	@Test
	void leaveTheMappingToTheApplication() {
		CompletionProblems own = new CompletionProblems(true);
		this.contextRunner.withPropertyValues(ENABLED)
			.withBean(CompletionProblems.class, () -> own)
			.run((context) -> assertThat(context.getBean(CompletionProblems.class)).isSameAs(own));
	}

	@Test
	void needNoWebApplication() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).hasSingleBean(CompletionProblems.class)
				.doesNotHaveBean(ReactiveProblemAdvice.class));
	}

	@Test
	void areOffWithTheClient() {
		this.contextRunner.withPropertyValues(ENABLED, "together.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CompletionProblems.class));
	}

}
