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

package io.github.togetherspring.internal.client;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.internal.http.JdkHttpConnector;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the client does without libraries that need not be there.
 */
class OptionalLibrariesTests {

	@ParameterizedTest
	@CsvSource({ "org/eclipse/jetty, org.eclipse.jetty.client.Request",
			"io/micrometer/micrometer-core, io.micrometer.core.instrument.MeterRegistry",
			"io/micrometer/context-propagation, io.micrometer.context.ContextRegistry" })
	void callWithoutTheLibrary(String path, String missing) throws Exception {
		List<URL> urls = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (!entry.contains(Path.of(path).toString())) {
				urls.add(Path.of(entry).toUri().toURL());
			}
		}
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell);
				URLClassLoader others = new URLClassLoader(urls.toArray(URL[]::new),
						ClassLoader.getPlatformClassLoader())) {
			assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> others.loadClass(missing));
			@SuppressWarnings("unchecked")
			Function<String, String> call = (Function<String, String>) others.loadClass(Call.class.getName())
				.getDeclaredConstructor()
				.newInstance();
			ClassLoader usual = Thread.currentThread().getContextClassLoader();
			Thread.currentThread().setContextClassLoader(others);
			try {
				assertThat(call.apply(server.baseUrl())).isEqualTo("ab");
			}
			finally {
				Thread.currentThread().setContextClassLoader(usual);
			}
		}
	}

	/**
	 * A call that is observed; loaded where the library is missing.
	 */
	public static final class Call implements Function<String, String> {

		@Override
		public String apply(String baseUrl) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler((context) -> true);
			return CompletionsClients
				.builder(
						WebClient.builder()
							.clientConnector(new JdkHttpConnector(java.net.http.HttpClient.newHttpClient())),
						CompletionsObservations.of(registry))
				.baseUrl(baseUrl)
				.apiKey("k")
				.build()
				.create(CallStyle.request())
				.text();
		}

	}

}
