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

package io.github.togetherspring.quota;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@link QuotaStore} in Redis, with buckets of Bucket4j. It uses the clocks of the
 * processes, which should agree to within about a second. Quotas of different sizes have
 * different buckets.
 * <p>
 * It requires the libraries {@code com.bucket4j:bucket4j_jdk17-lettuce} and
 * {@code io.lettuce:lettuce-core}. It connects to Redis on first use.
 */
public final class RedisQuotaStore implements QuotaStore, AutoCloseable {

	private static final String PREFIX = "together:quota:";

	private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

	private static final Duration UNLIMITED = Duration.ofMillis(Long.MAX_VALUE);

	// A bucket that is full again is not needed any more.
	private static final ExpirationAfterWriteStrategy EXPIRATION = ExpirationAfterWriteStrategy
		.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1));

	private final Mono<Buckets> buckets;

	private volatile @Nullable Buckets connected;

	// A connection that takes longer than its caller waits can serve the next caller.
	private RedisQuotaStore(Supplier<Buckets> connect) {
		this.buckets = Mono.fromSupplier(connect)
			.doOnNext((connected) -> this.connected = connected)
			.subscribeOn(Schedulers.boundedElastic())
			.cache((connected) -> UNLIMITED, (error) -> Duration.ZERO, () -> Duration.ZERO);
	}

	/**
	 * Create a store in a single server or in one with replicas.
	 * @param client the client, which has the address and is not closed by this store
	 * @return the store
	 */
	public static RedisQuotaStore create(RedisClient client) {
		return new RedisQuotaStore(() -> {
			StatefulRedisConnection<String, byte[]> connection = client.connect(CODEC);
			return new Buckets(connection,
					Bucket4jLettuce.casBasedBuilder(connection).expirationAfterWrite(EXPIRATION).build().asAsync());
		});
	}

	/**
	 * Create a store in a cluster.
	 * @param client the client, which has the addresses and is not closed by this store
	 * @return the store
	 */
	public static RedisQuotaStore create(RedisClusterClient client) {
		return new RedisQuotaStore(() -> {
			StatefulRedisClusterConnection<String, byte[]> connection = client.connect(CODEC);
			return new Buckets(connection,
					Bucket4jLettuce.casBasedBuilder(connection).expirationAfterWrite(EXPIRATION).build().asAsync());
		});
	}

	@Override
	public Mono<Long> acquire(SharedQuota quota, long permits) {
		return bucket(quota).flatMap((bucket) -> Mono.fromFuture(() -> bucket.tryConsumeAsMuchAsPossible(permits)));
	}

	@Override
	public Mono<Void> release(SharedQuota quota, long permits) {
		return bucket(quota).flatMap((bucket) -> Mono.fromFuture(() -> bucket.addTokens(permits)));
	}

	private Mono<AsyncBucketProxy> bucket(SharedQuota quota) {
		return this.buckets.map((connected) -> connected.bucket(quota));
	}

	/**
	 * Close the connection to Redis.
	 */
	@Override
	public void close() {
		Buckets open = this.connected;
		if (open != null && !open.isClosed()) {
			open.connection.close();
		}
	}

	/**
	 * Buckets that are accessed through a connection.
	 */
	private record Buckets(StatefulConnection<String, byte[]> connection, AsyncProxyManager<String> manager) {

		// The owner of the client may have closed it with all of its connections.
		boolean isClosed() {
			return this.connection instanceof RedisChannelHandler<?, ?> handler && handler.isClosed();
		}

		// Without a connection, a command would wait for the next one, and then take
		// permits that are no longer needed.
		AsyncBucketProxy bucket(SharedQuota quota) {
			if (!this.connection.isOpen()) {
				throw new IllegalStateException("There is no connection to Redis");
			}
			BucketConfiguration configuration = BucketConfiguration.builder()
				.addLimit((limit) -> limit.capacity(quota.capacity())
					.refillGreedy(quota.permitsPerMinute(), Duration.ofMinutes(1)))
				.build();
			return this.manager.getProxy(PREFIX + quota.name() + "/" + quota.permitsPerMinute(),
					() -> CompletableFuture.completedFuture(configuration));
		}

	}

}
