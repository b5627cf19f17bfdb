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

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Finds the {@link WebClient.Builder} that an injection point without qualifier would
 * receive: Spring Boot's, or the application's own. Without one, or with several of which
 * none is primary, the builder is created as Spring Boot would create it.
 */
class WebClientBuilders {

	private static final boolean CUSTOMIZERS = ClassUtils
		.isPresent("org.springframework.boot.webclient.WebClientCustomizer", WebClientBuilders.class.getClassLoader());

	private final ConfigurableListableBeanFactory beanFactory;

	WebClientBuilders(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return a copy of the application's builder.
	 * @return the copy
	 */
	WebClient.Builder get() {
		String name = find();
		if (name != null) {
			return this.beanFactory.getBean(name, WebClient.Builder.class).clone();
		}
		WebClient.Builder builder = WebClient.builder();
		if (CUSTOMIZERS) {
			Customizers.apply(this.beanFactory, builder);
		}
		return builder;
	}

	private @Nullable String find() {
		List<String> names = Arrays.stream(this.beanFactory.getBeanNamesForType(WebClient.Builder.class))
			.filter(this::isForAll)
			.toList();
		String only = only(names, (definition) -> true);
		String primary = (only != null) ? only : only(names, BeanDefinition::isPrimary);
		return (primary != null) ? primary : only(names, (definition) -> !definition.isFallback());
	}

	private @Nullable String only(List<String> names, Predicate<BeanDefinition> condition) {
		List<String> found = names.stream().filter((name) -> test(name, condition)).toList();
		return (found.size() == 1) ? found.get(0) : null;
	}

	private boolean isForAll(String name) {
		return test(name, WebClientBuilders::isCandidate)
				&& this.beanFactory.findAnnotationOnBean(name, Qualifier.class) == null;
	}

	private static boolean isCandidate(BeanDefinition definition) {
		return definition.isAutowireCandidate() && (!(definition instanceof AbstractBeanDefinition bean)
				|| (bean.isDefaultCandidate() && bean.getQualifiers().isEmpty()));
	}

	// A singleton may be registered without a definition.
	private boolean test(String name, Predicate<BeanDefinition> condition) {
		return !this.beanFactory.containsBeanDefinition(name)
				|| condition.test(this.beanFactory.getMergedBeanDefinition(name));
	}

	/**
	 * Applies the application's customizers. Only loaded if Spring Boot's module is on
	 * the class path.
	 */
	private static final class Customizers {

		static void apply(ConfigurableListableBeanFactory beanFactory, WebClient.Builder builder) {
			beanFactory.getBeanProvider(WebClientCustomizer.class)
				.orderedStream()
				.forEach((customizer) -> customizer.customize(builder));
		}

	}

}
