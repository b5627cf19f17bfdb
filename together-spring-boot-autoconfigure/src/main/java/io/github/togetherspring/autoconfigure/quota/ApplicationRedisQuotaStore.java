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

import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import io.github.togetherspring.quota.RedisQuotaStore;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Uses the Redis client of the application. An application that is stopped and started
 * again has another one.
 */
class ApplicationRedisQuotaStore implements QuotaStore, AutoCloseable {

	private final LettuceConnectionFactory connections;

	private @Nullable AbstractRedisClient client;

	private @Nullable RedisQuotaStore store;

	ApplicationRedisQuotaStore(LettuceConnectionFactory connections) {
		this.connections = connections;
	}

	@Override
	public Mono<Long> acquire(SharedQuota quota, long permits) {
		return Mono.defer(() -> current().acquire(quota, permits));
	}

	@Override
	public Mono<Void> release(SharedQuota quota, long permits) {
		return Mono.defer(() -> current().release(quota, permits));
	}

	private synchronized RedisQuotaStore current() {
		AbstractRedisClient current = this.connections.getRequiredNativeClient();
		RedisQuotaStore store = this.store;
		if (store == null || this.client != current) {
			close();
			store = (current instanceof RedisClusterClient cluster) ? RedisQuotaStore.create(cluster)
					: RedisQuotaStore.create((RedisClient) current);
			this.client = current;
			this.store = store;
		}
		return store;
	}

	@Override
	public synchronized void close() {
		if (this.store != null) {
			this.store.close();
		}
	}

}
