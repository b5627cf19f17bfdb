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

package io.github.togetherspring.autoconfigure.batch;

import javax.sql.DataSource;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SmartDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jmx.export.MBeanExporter;
import org.springframework.jmx.support.JmxUtils;

/**
 * Wraps each {@link DataSource} in a {@link LazyConnectionDataSourceProxy}, so that a
 * transaction takes a connection only for its first statement. A chunk-oriented step
 * begins its transaction before it reads, and reading waits for responses.
 * <p>
 * Not ordered, so that it runs after others that replace a {@code DataSource}.
 */
class LazyConnections implements BeanPostProcessor {

	private final ObjectProvider<MBeanExporter> exporter;

	LazyConnections(ObjectProvider<MBeanExporter> exporter) {
		this.exporter = exporter;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof DataSource dataSource) || !takesConnectionsAtOnce(dataSource)
				|| ScopedProxyUtils.isScopedTarget(beanName)) {
			return bean;
		}
		// A proxy would no longer be found by its class.
		if (JmxUtils.isMBean(dataSource.getClass())) {
			this.exporter.ifAvailable((exporter) -> exporter.registerManagedResource(dataSource, beanName));
		}
		return new LazyConnectionDataSourceProxy(dataSource);
	}

	private static boolean takesConnectionsAtOnce(DataSource dataSource) {
		boolean hasNoPool = dataSource instanceof EmbeddedDatabase || dataSource instanceof SmartDataSource;
		boolean isAboveAnother = dataSource instanceof TransactionAwareDataSourceProxy;
		return !hasNoPool && !isAboveAnother
				&& DataSourceUnwrapper.unwrap(dataSource, LazyConnectionDataSourceProxy.class) == null;
	}

}
