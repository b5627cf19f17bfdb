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

import java.lang.management.ManagementFactory;

import javax.management.ObjectName;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LazyConnections}.
 */
class LazyConnectionsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherBatchAutoConfiguration.class,
				DataSourceAutoConfiguration.class))
		.withPropertyValues("together.api-key=k", "spring.datasource.generate-unique-name=true");

	private static HikariDataSource pool(ApplicationContext context) {
		return DataSourceUnwrapper.unwrap(context.getBean(DataSource.class), HikariDataSource.class);
	}

	private static int active(HikariDataSource pool) {
		return pool.getHikariPoolMXBean().getActiveConnections();
	}

	@Test
	void transactionTakesAConnectionAtItsFirstStatement() {
		this.contextRunner.run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			JdbcTemplate jdbc = new JdbcTemplate(dataSource);
			jdbc.execute("create table t (n int)");
			HikariDataSource pool = pool(context);
			new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult((status) -> {
				assertThat(active(pool)).isZero();
				jdbc.update("insert into t values (1)");
				assertThat(active(pool)).isEqualTo(1);
				status.setRollbackOnly();
			});
			assertThat(active(pool)).isZero();
			assertThat(jdbc.queryForObject("select count(*) from t", Integer.class)).isZero();
		});
	}

	@Test
	void propertySwitchesItOff() {
		this.contextRunner.withPropertyValues("together.batch.lazy-connections=false")
			.run((context) -> assertThat(context.getBean(DataSource.class)).isInstanceOf(HikariDataSource.class));
	}

	@Test
	void poolIsFoundMeasuredAndClosed() {
		this.contextRunner
			.withConfiguration(
					AutoConfigurations.of(DataSourcePoolMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
							CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.run((context) -> {
				DataSource dataSource = context.getBean(DataSource.class);
				HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
				assertThat(pool).isSameAs(pool(context));
				new JdbcTemplate(dataSource).execute("select 1");
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("hikaricp.connections.acquire").timer().count()).isPositive();
				assertThat(meters.get("jdbc.connections.max").tag("name", "dataSource").gauge().value()).isEqualTo(10);
				assertThat(context.getBean(DataSourcePoolMetadataProvider.class).getDataSourcePoolMetadata(dataSource))
					.isNotNull();
				context.getSourceApplicationContext().close();
				assertThat(pool.isClosed()).isTrue();
			});
	}

	@Test
	void poolRemainsAnMBean() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "spring.jmx.unique-names=true")
			.run((context) -> {
				pool(context);
				assertThat(ManagementFactory.getPlatformMBeanServer()
					.queryNames(new ObjectName("com.zaxxer.hikari:type=HikariDataSource,*"), null)).hasSize(1);
			});
	}

	@Test
	void lazyOneIsNotWrappedAgain() {
		this.contextRunner.withPropertyValues("spring.datasource.connection-fetch=lazy")
			.run((context) -> assertThat(context.getBean(DataSource.class)).isInstanceOfSatisfying(
					LazyConnectionDataSourceProxy.class,
					(lazy) -> assertThat(lazy.getTargetDataSource()).isInstanceOf(HikariDataSource.class)));
		this.contextRunner.withUserConfiguration(LazyBelow.class)
			.run((context) -> assertThat(context.getBean(DataSource.class))
				.isExactlyInstanceOf(DelegatingDataSource.class));
	}

	@Test
	void whatHasNoPoolOrIsAboveAnotherStaysAsItIs() {
		this.contextRunner.withUserConfiguration(Embedded.class)
			.run((context) -> assertThat(context.getBean("embedded")).isInstanceOf(EmbeddedDatabase.class));
		this.contextRunner.withUserConfiguration(TransactionAware.class).run((context) -> {
			assertThat(context.getBean("aware")).isExactlyInstanceOf(TransactionAwareDataSourceProxy.class);
			assertThat(context.getBean("pool")).isInstanceOf(LazyConnectionDataSourceProxy.class);
		});
	}

	@Test
	void backsOffWithoutJdbc() {
		for (String missing : new String[] { "org.springframework.jdbc", "org.springframework.boot.jdbc" }) {
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherBatchAutoConfiguration.class))
				.withPropertyValues("together.api-key=k")
				.withClassLoader(new FilteredClassLoader(missing))
				.run((context) -> assertThat(context).hasNotFailed()
					.hasSingleBean(TogetherBatchAutoConfiguration.class)
					.doesNotHaveBean("togetherLazyConnections"));
		}
	}

	private static HikariDataSource hikari() {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:lazy");
		return pool;
	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBelow {

		@Bean
		DataSource dataSource() {
			return new DelegatingDataSource(new LazyConnectionDataSourceProxy(hikari()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Embedded {

		@Bean
		EmbeddedDatabase embedded() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TransactionAware {

		@Bean
		DataSource pool() {
			return hikari();
		}

		@Bean
		DataSource aware(DataSource pool) {
			return new TransactionAwareDataSourceProxy(pool);
		}

	}

}
