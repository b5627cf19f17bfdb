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

package io.github.togetherspring.internal.diagnostics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionsClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.Order;

/**
 * {@link AbstractFailureAnalyzer FailureAnalyzer} for a client that is injected by a name
 * that no client has.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnknownClientFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final String DEFAULT_CLIENT = "completionsClient";

	private final ConfigurableListableBeanFactory beanFactory;

	UnknownClientFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		InjectionPoint injectionPoint = injectionPoint(rootFailure);
		String name = (injectionPoint != null) ? qualifier(injectionPoint) : null;
		if (injectionPoint == null || name == null || cause.getBeanType() != CompletionsClient.class) {
			return null;
		}
		List<String> names = names();
		String nearest = names.stream()
			.min(Comparator.comparingInt((known) -> Misspelling.distance(name, known)))
			.filter((known) -> Misspelling.isLikely(name, known))
			.map((known) -> "Did you mean @Qualifier(\"" + known + "\")? Otherwise set up")
			.orElse("Correct the qualifier, or set up");
		return new FailureAnalysis(
				"The client '" + name + "' is injected into " + injectionPoint.getMember().getDeclaringClass().getName()
						+ ", but there is no such client. "
						+ (names.isEmpty() ? "No client has a name."
								: "The names of clients are: " + String.join(", ", names) + "."),
				nearest + " the client by properties that begin with 'together.clients." + name
						+ ".'. The client of 'together.*' itself is injected without a qualifier.",
				cause);
	}

	private static @Nullable InjectionPoint injectionPoint(Throwable failure) {
		InjectionPoint innermost = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnsatisfiedDependencyException unsatisfied) {
				innermost = unsatisfied.getInjectionPoint();
			}
		}
		return innermost;
	}

	private static @Nullable String qualifier(InjectionPoint injectionPoint) {
		return MergedAnnotations.from(injectionPoint.getAnnotations())
			.get(Qualifier.class)
			.getValue("value", String.class)
			.orElse(null);
	}

	private List<String> names() {
		Stream<String> beans = Arrays
			.stream(this.beanFactory.getBeanNamesForType(CompletionsClient.class, true, false));
		return beans.filter((bean) -> !bean.equals(DEFAULT_CLIENT)).map(this::name).sorted().toList();
	}

	// Named clients have their name as a qualifier; others are found by their bean name.
	private String name(String bean) {
		BeanDefinition definition = this.beanFactory.containsBeanDefinition(bean)
				? this.beanFactory.getMergedBeanDefinition(bean) : null;
		AutowireCandidateQualifier qualifier = (definition instanceof AbstractBeanDefinition full)
				? full.getQualifier(Qualifier.class.getName()) : null;
		Object name = (qualifier != null) ? qualifier.getAttribute("value") : null;
		return (name != null) ? name.toString() : bean;
	}

}
