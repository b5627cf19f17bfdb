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

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.observation.CompletionsObservations;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of a {@link CompletionsClient}.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration",
		"org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration" })
@ConditionalOnClass({ CompletionsClient.class, WebClient.class, Flux.class, JsonMapper.class,
		ClientHttpConnectorBuilder.class })
@ConditionalOnBooleanProperty(name = "together.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TogetherProperties.class)
@Import(NamedClientsRegistrar.class)
public final class TogetherAutoConfiguration {

	static final String DEFAULT_CLIENT = "completionsClient";

	static final String CLIENT_FACTORY = "togetherClientFactory";

	TogetherAutoConfiguration() {
	}

	@Bean
	static ConfigurationPropertiesBindHandlerAdvisor togetherStopTextsBinding() {
		return StopTextsBindHandler::new;
	}

	@Bean
	@ConditionalOnMissingBean(TogetherConnectionDetails.class)
	PropertiesTogetherConnectionDetails togetherConnectionDetails(Environment environment) {
		return new PropertiesTogetherConnectionDetails(environment, "together");
	}

	@Bean
	ClientLifecycle togetherClientLifecycle(Environment environment) {
		return new ClientLifecycle(environment);
	}

	@Bean(CLIENT_FACTORY)
	TogetherClientFactory togetherClientFactory(Environment environment, TogetherConnectionDetails connectionDetails,
			ObjectProvider<ClientHttpConnectorBuilder<?>> connectors, ObjectProvider<HttpClientSettings> settings,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<TogetherWebClientCustomizer> webClientCustomizers,
			ObjectProvider<CompletionsClientBuilderCustomizer> customizers,
			ObjectProvider<CompletionsObservations> observations, ConfigurableListableBeanFactory beanFactory,
			ClientLifecycle lifecycle) {
		new MisspeltProperties(environment, beanFactory.getBeanClassLoader()).warn();
		ConnectorFactory connectorFactory = new ConnectorFactory(connectors, settings, sslBundles, beanFactory,
				lifecycle);
		return new TogetherClientFactory(new ClientSetups(environment, connectionDetails),
				new TogetherWebClientFactory(new WebClientBuilders(beanFactory), connectorFactory,
						webClientCustomizers),
				lifecycle, observations, customizers);
	}

	@Bean
	@Scope("prototype")
	@ConditionalOnMissingBean
	CompletionsClient.Builder completionsClientBuilder(TogetherClientFactory clients) {
		return clients.builder(CompletionsClient.DEFAULT_NAME);
	}

	@Bean(DEFAULT_CLIENT)
	@ConditionalOnMissingBean
	CompletionsClient completionsClient(CompletionsClient.Builder builder, TogetherClientFactory clients,
			ListableBeanFactory beanFactory) {
		// With other clients beside it, this one may be there only because it always is.
		if (beanFactory.getBeanNamesForType(CompletionsClient.class, true, false).length == 1) {
			clients.warnIfKeyIsMissing(CompletionsClient.DEFAULT_NAME);
		}
		return builder.build();
	}

}
