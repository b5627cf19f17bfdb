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

package io.github.togetherspring.autoconfigure.quota;

import java.time.Duration;

import javax.sql.DataSource;

import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.togetherspring.autoconfigure.QuotaStores;
import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import io.github.togetherspring.internal.diagnostics.InvalidTogetherPropertyException;
import io.github.togetherspring.quota.PostgresQuotaStore;
import io.github.togetherspring.testsupport.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TogetherQuotaAutoConfiguration}. Neither store connects before a call.
 */
@ExtendWith(OutputCaptureExtension.class)
class TogetherQuotaAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherQuotaAutoConfiguration.class,
				DataRedisAutoConfiguration.class))
		.withUserConfiguration(Database.class)
		.withPropertyValues("together.api-key=test-key", "together.pacing.quota.requests-per-minute=600");

	@Test
	void quotaIsInMemoryByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(CompletionsClient.class)).extracting("configuration.quotaSettings.store")
				.isNull();
			BeanDefinition redis = context.getBeanFactory().getBeanDefinition(QuotaStores.REDIS);
			assertThat(redis.isLazyInit()).isTrue();
			assertThat(context.getBeanFactory().containsSingleton(QuotaStores.REDIS)).isFalse();
			assertThat(context.getBeanFactory().containsSingleton(QuotaStores.POSTGRESQL)).isFalse();
		});
	}

	@Test
	void quotaIsSharedInRedis() {
		this.contextRunner
			.withPropertyValues("together.pacing.quota.store=redis", "together.pacing.quota.name=shared",
					"together.pacing.quota.lease=1s", "together.pacing.quota.fallback-share=0.5")
			.run((context) -> assertThat(context.getBean(CompletionsClient.class))
				.extracting("configuration.quotaSettings")
				.satisfies((quota) -> {
					assertThat(quota).extracting("store").isSameAs(context.getBean(QuotaStores.REDIS));
					assertThat(quota).extracting("name").isEqualTo("shared");
					assertThat(quota).extracting("lease").isEqualTo(Duration.ofSeconds(1));
					assertThat(quota).extracting("fallbackShare").isEqualTo(0.5);
				}));
	}

	@Test
	void applicationThatIsStartedAgainUsesRedisAgain(CapturedOutput output) {
		SharedQuota quota = SharedQuota.of("restarted", 600);
		try (RedisServer server = RedisServer.start()) {
			this.contextRunner.withPropertyValues("spring.data.redis.port=" + server.port()).run((context) -> {
				QuotaStore store = context.getBean(QuotaStores.REDIS, QuotaStore.class);
				assertThat(store.acquire(quota, 1).block()).isOne();
				context.getSourceApplicationContext().stop();
				assertThatIllegalStateException().isThrownBy(() -> store.acquire(quota, 1).block());
				context.getSourceApplicationContext().start();
				assertThat(store.acquire(quota, 1).block()).isOne();
				store.release(quota, 1).block();
			});
		}
		assertThat(output).doesNotContain("already closed");
	}

	@Test
	void quotaIsSharedInPostgresql() {
		this.contextRunner.withPropertyValues("together.clients.other.pacing.quota.store=postgresql").run((context) -> {
			assertThat(context.getBean("otherCompletionsClient")).extracting("configuration.quotaSettings.store")
				.isInstanceOf(PostgresQuotaStore.class);
			assertThat(context.getBean(CompletionsClient.class)).extracting("configuration.quotaSettings.store")
				.isNull();
		});
	}

	@Test
	void redisRequiresBucket4j() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Bucket4jLettuce.class))
			.withPropertyValues("together.pacing.quota.store=redis")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("bucket4j_jdk17-lettuce"));
	}

	@Test
	void connectionToRedisMayBeDeclaredByItsInterface() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherQuotaAutoConfiguration.class))
			.withBean(RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.withPropertyValues("together.pacing.quota.requests-per-minute=600", "together.pacing.quota.store=redis")
			.run((context) -> assertThat(context.getBean(CompletionsClient.class))
				.extracting("configuration.quotaSettings.store")
				.isSameAs(context.getBean(QuotaStores.REDIS)));
	}

	@Test
	void connectionToRedisWithoutLettuceIsAnInvalidProperty() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherQuotaAutoConfiguration.class))
			.withBean(RedisConnectionFactory.class, () -> mock(RedisConnectionFactory.class))
			.withPropertyValues("together.pacing.quota.requests-per-minute=600", "together.pacing.quota.store=redis")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidTogetherPropertyException.class)
				.hasMessageContaining("Lettuce"));
	}

	@ParameterizedTest
	@CsvSource({ "redis, spring-boot-starter-data-redis", "postgresql, DataSource" })
	void storeThatIsNotThereIsAnInvalidProperty(String store, String advice) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherQuotaAutoConfiguration.class))
			.withPropertyValues("together.pacing.quota.requests-per-minute=600", "together.pacing.quota.store=" + store)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidTogetherPropertyException.class)
				.hasMessageContaining("together.pacing.quota.store")
				.hasMessageContaining(advice));
	}

	/**
	 * A database that is never connected to.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Database {

		@Bean
		DataSource dataSource() {
			return new PGSimpleDataSource();
		}

	}

}
