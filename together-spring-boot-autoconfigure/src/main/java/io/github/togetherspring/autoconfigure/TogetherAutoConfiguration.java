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
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.connector.ClientLifecycle;
import io.github.togetherspring.internal.connector.ConnectorFactory;
import io.github.togetherspring.internal.diagnostics.MisspeltProperties;
import io.github.togetherspring.observation.CompletionsObservations;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
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
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a {@link CompletionsClient}.
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
		ConfigurationPropertyName prefix = ConfigurationPropertyName.of("together");
		return (handler) -> new StopTextsBindHandler(handler, prefix);
	}

	@Bean
	@ConditionalOnMissingBean(TogetherConnectionDetails.class)
	PropertiesTogetherConnectionDetails togetherConnectionDetails(TogetherProperties properties) {
		return new PropertiesTogetherConnectionDetails(properties);
	}

	@Bean
	ClientLifecycle togetherClientLifecycle(Environment environment) {
		return new ClientLifecycle("immediate".equalsIgnoreCase(environment.getProperty("server.shutdown")));
	}

	@Bean
	ClientConfigurations togetherClientConfigurations(Environment environment, TogetherProperties properties,
			TogetherConnectionDetails connectionDetails) {
		return new ClientConfigurations(environment, properties, connectionDetails);
	}

	@Bean
	ConnectorFactory togetherConnectorFactory(ObjectProvider<ClientHttpConnectorBuilder<?>> builders,
			ObjectProvider<ClientHttpConnectorBuilderCustomizer<?>> customizers,
			ObjectProvider<ApplicationConnectorBuilder> applicationBuilder) {
		return new ConnectorFactory(() -> builders.getIfAvailable(ClientHttpConnectorBuilder::detect),
				() -> applicationBuilder.getIfAvailable() != null || customizers.stream().findAny().isPresent());
	}

	@Bean
	ClientConnectors togetherClientConnectors(ConnectorFactory factory, ObjectProvider<HttpClientSettings> settings,
			ObjectProvider<SslBundles> sslBundles, ClientLifecycle lifecycle) {
		return new ClientConnectors(factory, settings, sslBundles, lifecycle);
	}

	@Bean
	TogetherWebClientFactory togetherWebClientFactory(ConfigurableListableBeanFactory beanFactory,
			ClientConnectors connectors, ObjectProvider<TogetherWebClientCustomizer> customizers) {
		return new TogetherWebClientFactory(new WebClientBuilders(beanFactory), connectors, customizers);
	}

	@Bean
	QuotaStores togetherQuotaStores(BeanFactory beanFactory) {
		return new QuotaStores(beanFactory);
	}

	@Bean(CLIENT_FACTORY)
	TogetherClientFactory togetherClientFactory(ClientConfigurations configurations,
			TogetherWebClientFactory webClients, ClientLifecycle lifecycle,
			ObjectProvider<CompletionsObservations> observations, ObjectProvider<TokenPrices> prices,
			ObjectProvider<CompletionsClientBuilderCustomizer> customizers, QuotaStores quotaStores) {
		return new TogetherClientFactory(configurations, webClients, lifecycle, observations, prices, customizers,
				quotaStores);
	}

	@Bean
	MisspeltProperties togetherMisspeltProperties(Environment environment,
			ConfigurableListableBeanFactory beanFactory) {
		MisspeltProperties misspelt = new MisspeltProperties(environment, beanFactory.getBeanClassLoader(),
				TogetherProperties.class, TogetherBatchProperties.class);
		misspelt.warn();
		return misspelt;
	}

	@Bean
	@Scope("prototype")
	@ConditionalOnMissingBean
	CompletionsClient.Builder completionsClientBuilder(TogetherClientFactory clients) {
		return clients.builder();
	}

	@Bean(DEFAULT_CLIENT)
	@ConditionalOnMissingBean
	CompletionsClient completionsClient(CompletionsClient.Builder builder, TogetherClientFactory clients,
			ListableBeanFactory beanFactory) {
		// If there are other clients, the application may not use this one.
		if (beanFactory.getBeanNamesForType(CompletionsClient.class, true, false).length == 1) {
			clients.warnIfKeyIsMissing();
		}
		return builder.build();
	}

}
