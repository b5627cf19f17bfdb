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

package io.github.togetherspring.test.autoconfigure;

import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.simulator.TogetherSimulator;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Starts a simulator for an application context and directs all clients to it. All
 * customizers are equal, so that they do not affect which test classes share a context.
 */
record SimulatorContextCustomizer() implements ContextCustomizer {

	private static final String SIMULATOR = AutoConfigureTogetherSimulator.class.getName() + ".simulator";

	private static final String CONNECTION_DETAILS = AutoConfigureTogetherSimulator.class.getName()
			+ ".connectionDetails";

	static TogetherSimulator simulator(ApplicationContext context) {
		return context.getBean(SIMULATOR, TogetherSimulator.class);
	}

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		TogetherSimulator simulator = TogetherSimulator.start();
		DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
		// Even if the bean is never requested, or the context fails to start.
		beans.registerDisposableBean(SIMULATOR, simulator::close);
		beans.registerBeanDefinition(SIMULATOR, definition(TogetherSimulator.class, simulator));
		ConfigurableEnvironment environment = context.getEnvironment();
		beans.registerBeanDefinition(CONNECTION_DETAILS, definition(TogetherConnectionDetails.class,
				new SimulatorConnectionDetails(simulator.baseUrl(), environment)));
		SimulatorPropertySource.apply(environment, simulator.baseUrl());
		context.addBeanFactoryPostProcessor((beanFactory) -> {
			// Again, for properties that configuration classes have added.
			SimulatorPropertySource.apply(environment, simulator.baseUrl());
			giveWay(beanFactory);
		});
	}

	private static <T> RootBeanDefinition definition(Class<T> type, T bean) {
		RootBeanDefinition definition = new RootBeanDefinition(type, () -> bean);
		definition.setPrimary(true);
		// The inferred destroy method would call close() a second time.
		definition.setDestroyMethodName("");
		return definition;
	}

	private static void giveWay(ConfigurableListableBeanFactory beanFactory) {
		for (Class<?> type : new Class<?>[] { TogetherSimulator.class, TogetherConnectionDetails.class }) {
			for (String name : beanFactory.getBeanNamesForType(type, true, false)) {
				if (!name.equals(SIMULATOR) && !name.equals(CONNECTION_DETAILS)
						&& beanFactory.containsBeanDefinition(name)) {
					beanFactory.getBeanDefinition(name).setPrimary(false);
				}
			}
		}
	}

}
