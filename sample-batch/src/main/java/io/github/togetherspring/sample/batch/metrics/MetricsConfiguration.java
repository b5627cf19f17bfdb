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

package io.github.togetherspring.sample.batch.metrics;

import java.io.IOException;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Serves metrics to Prometheus if a port is set. Spring Boot's endpoint would require a
 * web server, which the job does not need otherwise.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(MetricsConfiguration.PORT)
class MetricsConfiguration {

	/**
	 * The property with the port, and the option of the command line.
	 */
	static final String PORT = "metrics-port";

	@Bean(destroyMethod = "close")
	HTTPServer metricsServer(PrometheusRegistry registry, @Value("${" + PORT + "}") int port) throws IOException {
		return HTTPServer.builder().port(port).registry(registry).buildAndStart();
	}

}
