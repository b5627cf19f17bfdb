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

import javax.sql.DataSource;

import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.togetherspring.autoconfigure.QuotaStores;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.quota.PostgresQuotaStore;
import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for stores in which processes share
 * quotas. A store is created for the first client that uses it.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
		"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
@ConditionalOnClass({ CompletionsClient.class, Mono.class })
public final class TogetherQuotaAutoConfiguration {

	TogetherQuotaAutoConfiguration() {
	}

	/**
	 * Configuration that requires a connection to Redis.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class, Bucket4jLettuce.class })
	@ConditionalOnBean(RedisConnectionFactory.class)
	static class RedisConfiguration {

		@Bean(QuotaStores.REDIS)
		@Lazy
		@ConditionalOnMissingBean(name = QuotaStores.REDIS)
		@Nullable ApplicationRedisQuotaStore togetherRedisQuotaStore(ObjectProvider<LettuceConnectionFactory> lettuce,
				ObjectProvider<RedisConnectionFactory> connections) {
			RedisConnectionFactory found = lettuce.getIfAvailable();
			// A bean method often declares only the interface.
			found = (found != null) ? found : connections.getObject();
			return (found instanceof LettuceConnectionFactory usable) ? new ApplicationRedisQuotaStore(usable) : null;
		}

	}

	/**
	 * Configuration that requires a database.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataSource.class)
	@ConditionalOnSingleCandidate(DataSource.class)
	static class DatabaseConfiguration {

		@Bean(QuotaStores.POSTGRESQL)
		@Lazy
		@ConditionalOnMissingBean(name = QuotaStores.POSTGRESQL)
		PostgresQuotaStore togetherPostgresqlQuotaStore(DataSource dataSource) {
			return PostgresQuotaStore.create(dataSource);
		}

	}

}
