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

package io.github.togetherspring.batch.remote;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * {@link WorkSignal} through RabbitMQ: a fanout exchange with the name
 * {@value #EXCHANGE}, and a queue for each subscription, which the broker deletes with
 * the connection. Messages carry no work: while the broker is unavailable, workers poll
 * at their own interval, and the signal tries to reconnect.
 */
public final class RabbitWorkSignal implements WorkSignal, AutoCloseable {

	/**
	 * The name of the exchange.
	 */
	public static final String EXCHANGE = "together.jobs";

	private static final Log logger = LogFactory.getLog(RabbitWorkSignal.class);

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

	private static final byte[] MESSAGE = "{\"type\":\"partitions\"}".getBytes(StandardCharsets.UTF_8);

	private static final AMQP.BasicProperties PROPERTIES = new AMQP.BasicProperties.Builder()
		.contentType("application/json")
		.build();

	private final ConnectionFactory connections;

	private final RabbitTemplate template;

	private final Duration retryInterval;

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads());

	private final AtomicBoolean announcing = new AtomicBoolean();

	private final AtomicBoolean away = new AtomicBoolean();

	/**
	 * Create a signal.
	 * @param connections the connections to the broker, used only for announcements and
	 * subscriptions
	 */
	public RabbitWorkSignal(ConnectionFactory connections) {
		this(connections, RETRY_INTERVAL);
	}

	RabbitWorkSignal(ConnectionFactory connections, Duration retryInterval) {
		this.connections = connections;
		this.template = new RabbitTemplate(connections);
		this.retryInterval = retryInterval;
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("together-signal-");
		threads.setDaemon(true);
		return threads;
	}

	@Override
	public void announce() {
		if (!this.executor.isShutdown() && this.announcing.compareAndSet(false, true)) {
			this.executor.execute(this::send);
		}
	}

	private void send() {
		this.announcing.set(false);
		try {
			this.template.execute((channel) -> {
				channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.FANOUT, true);
				channel.basicPublish(EXCHANGE, "", PROPERTIES, MESSAGE);
				return EXCHANGE;
			});
			succeeded();
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public Subscription subscribe(Runnable wakeUp) {
		RabbitSubscription subscription = new RabbitSubscription(this, this.connections, this.executor,
				this.retryInterval, wakeUp);
		this.executor.execute(subscription::connect);
		return subscription;
	}

	void succeeded() {
		if (this.away.compareAndSet(true, false)) {
			logger.info("RabbitMQ can be used again, and wakes workers up");
		}
	}

	void failed(Exception ex) {
		if (this.away.compareAndSet(false, true)) {
			logger.warn("RabbitMQ can't be used. In the meantime, workers poll at their own interval: "
					+ Failures.describe(ex));
		}
		else {
			logger.debug("RabbitMQ can't be used", ex);
		}
	}

	/**
	 * Stop announcing, and make no more connections.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
