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

package io.github.togetherspring.internal.connector;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.github.togetherspring.internal.http.JdkHttpConnector;
import org.junit.jupiter.api.Test;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdkClientSettings}.
 */
class JdkClientSettingsTests {

	private static final HttpClientSettings SETTINGS = HttpClientSettings.defaults()
		.withConnectTimeout(Duration.ofSeconds(7))
		.withRedirects(HttpRedirects.DONT_FOLLOW);

	private final JdkClientSettings clientSettings = new JdkClientSettings(
			new ConnectorSettings("default", false, null, null, null, null), SETTINGS);

	@Test
	void settingsAndCustomizersOfTheJdksClientCount() {
		Executor executor = Runnable::run;
		AtomicReference<HttpClient.Builder> customized = new AtomicReference<>();
		ClientHttpConnector connector = this.clientSettings
			.build(ClientHttpConnectorBuilder.jdk()
				.withExecutor(executor)
				.withHttpClientCustomizer((builder) -> builder.version(HttpClient.Version.HTTP_1_1))
				.withHttpClientCustomizer(customized::set))
			.connector();
		assertThat(connector).isInstanceOf(JdkHttpConnector.class);
		HttpClient client = (HttpClient) ReflectionTestUtils.getField(connector, "httpClient");
		assertThat(client.connectTimeout()).hasValue(Duration.ofSeconds(7));
		assertThat(client.followRedirects()).isEqualTo(HttpClient.Redirect.NEVER);
		assertThat(client.executor()).containsSame(executor);
		assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
		assertThat(customized.get()).isNotNull();
	}

}
