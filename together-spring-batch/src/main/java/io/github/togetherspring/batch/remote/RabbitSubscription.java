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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.RabbitUtils;

/**
 * A subscription through RabbitMQ that reconnects after failures.
 */
final class RabbitSubscription implements WorkSignal.Subscription {

	private static final int MAX_GROWTH = 12;

	private final RabbitWorkSignal signal;

	private final ConnectionFactory connections;

	private final ScheduledThreadPoolExecutor executor;

	private final long minDelay;

	private final Runnable wakeUp;

	private @Nullable Channel channel;

	private long delay;

	private boolean closed;

	RabbitSubscription(RabbitWorkSignal signal, ConnectionFactory connections, ScheduledThreadPoolExecutor executor,
			Duration retryInterval, Runnable wakeUp) {
		this.signal = signal;
		this.connections = connections;
		this.executor = executor;
		this.minDelay = retryInterval.toMillis();
		this.delay = this.minDelay;
		this.wakeUp = wakeUp;
	}

	/**
	 * Connect, and wake up once in case an announcement was missed.
	 */
	synchronized void connect() {
		if (this.closed) {
			return;
		}
		try {
			Channel channel = this.connections.createConnection().createChannel(false);
			this.channel = channel;
			consume(channel);
			this.delay = this.minDelay;
			this.signal.succeeded();
			this.wakeUp.run();
		}
		catch (IOException | RuntimeException ex) {
			closeChannel();
			this.signal.failed(ex);
			connectLater();
		}
	}

	private void consume(Channel channel) throws IOException {
		channel.exchangeDeclare(RabbitWorkSignal.EXCHANGE, BuiltinExchangeType.FANOUT, true);
		String queue = channel.queueDeclare().getQueue();
		channel.queueBind(queue, RabbitWorkSignal.EXCHANGE, "");
		channel.basicConsume(queue, true, (consumer, message) -> this.wakeUp.run(), (consumer) -> lost(channel),
				(consumer, cause) -> lost(channel));
	}

	// On another thread, because the thread of the connection must not wait.
	private void lost(Channel channel) {
		if (!this.executor.isShutdown()) {
			this.executor.execute(() -> reconnect(channel));
		}
	}

	private synchronized void reconnect(Channel lost) {
		if (!this.closed && this.channel == lost) {
			this.signal.failed(new IOException("The connection was lost"));
			closeChannel();
			connectLater();
		}
	}

	private void connectLater() {
		if (!this.executor.isShutdown()) {
			this.executor.schedule(this::connect, this.delay, TimeUnit.MILLISECONDS);
			this.delay = Math.min(2 * this.delay, MAX_GROWTH * this.minDelay);
		}
	}

	private void closeChannel() {
		Channel channel = this.channel;
		if (channel != null) {
			this.channel = null;
			RabbitUtils.setPhysicalCloseRequired(channel, true);
			RabbitUtils.closeChannel(channel);
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		closeChannel();
	}

}
