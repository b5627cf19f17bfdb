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

import io.github.togetherspring.autoconfigure.TogetherProperties.Quota.Store;
import io.github.togetherspring.completions.QuotaStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * The stores of quotas. They are beans that are only created if a client uses them. For
 * the auto-configuration itself.
 */
public class QuotaStores {

	/**
	 * The name of the store in Redis.
	 */
	public static final String REDIS = "togetherRedisQuotaStore";

	/**
	 * The name of the store in PostgreSQL.
	 */
	public static final String POSTGRESQL = "togetherPostgresqlQuotaStore";

	private final BeanFactory beanFactory;

	QuotaStores(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return a store.
	 * @param store which one
	 * @return the store, or {@code null} for the memory of this process
	 * @throws IllegalArgumentException if the application lacks what it needs
	 */
	@Nullable QuotaStore get(Store store) {
		return switch (store) {
			case MEMORY -> null;
			case REDIS -> bean(REDIS, "a connection to Redis with Lettuce, as 'spring-boot-starter-data-redis' "
					+ "has it, and the library 'com.bucket4j:bucket4j_jdk17-lettuce'");
			case POSTGRESQL ->
				bean(POSTGRESQL, "one 'DataSource', or a primary one, as 'spring-boot-starter-jdbc' has it, "
						+ "with a PostgreSQL database");
		};
	}

	private QuotaStore bean(String name, String needed) {
		Object bean = this.beanFactory.containsBean(name) ? this.beanFactory.getBean(name) : null;
		if (bean instanceof QuotaStore store) {
			return store;
		}
		throw new IllegalArgumentException("The store requires " + needed);
	}

}
