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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.togetherspring.batch.FakeCompletions;
import io.github.togetherspring.testsupport.PostgresServer;
import io.github.togetherspring.testsupport.RabbitServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RabbitWorkSignal} with a real RabbitMQ.
 */
@Timeout(240)
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try")
class RabbitWorkSignalTests {

	private static final Duration RETRY = Duration.ofMillis(200);

	private static RabbitServer rabbit;

	private final CachingConnectionFactory connections = new CachingConnectionFactory("127.0.0.1", rabbit.port());

	private final CachingConnectionFactory otherConnections = new CachingConnectionFactory("127.0.0.1", rabbit.port());

	private final RabbitWorkSignal signal = new RabbitWorkSignal(this.connections, RETRY);

	private final RabbitWorkSignal otherProcess = new RabbitWorkSignal(this.otherConnections, RETRY);

	@BeforeAll
	static void start() {
		rabbit = RabbitServer.start();
	}

	@AfterAll
	static void stop() {
		rabbit.close();
	}

	@AfterEach
	void close() {
		this.signal.close();
		this.otherProcess.close();
		this.connections.destroy();
		this.otherConnections.destroy();
	}

	private static void awaitUp(AtomicInteger wakeUps, int count) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> wakeUps.get() >= count);
	}

	@Test
	void announcementsReachEachSubscriptionOfAnyProcess() {
		AtomicInteger here = new AtomicInteger();
		AtomicInteger there = new AtomicInteger();
		try (WorkSignal.Subscription first = this.signal.subscribe(here::incrementAndGet);
				WorkSignal.Subscription second = this.otherProcess.subscribe(there::incrementAndGet)) {
			awaitUp(here, 1);
			awaitUp(there, 1);
			this.signal.announce();
			awaitUp(here, 2);
			awaitUp(there, 2);
		}
	}

	@Test
	void messageIsSmallAndJson() throws Exception {
		RabbitTemplate template = new RabbitTemplate(this.otherConnections);
		AtomicInteger wakeUps = new AtomicInteger();
		try (WorkSignal.Subscription subscription = this.otherProcess.subscribe(wakeUps::incrementAndGet)) {
			awaitUp(wakeUps, 1);
			String queue = template.execute((channel) -> {
				String name = channel.queueDeclare().getQueue();
				channel.queueBind(name, RabbitWorkSignal.EXCHANGE, "");
				return name;
			});
			this.signal.announce();
			Message message = template.receive(queue, TimeUnit.SECONDS.toMillis(60));
			assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).isEqualTo("{\"type\":\"partitions\"}");
			assertThat(message.getMessageProperties().getContentType()).isEqualTo("application/json");
		}
	}

	@Test
	void closedSubscriptionIsNotNotifiedAndItsQueueIsGone() throws Exception {
		AtomicInteger closed = new AtomicInteger();
		AtomicInteger open = new AtomicInteger();
		WorkSignal.Subscription first = this.signal.subscribe(closed::incrementAndGet);
		awaitUp(closed, 1);
		first.close();
		first.close();
		try (WorkSignal.Subscription second = this.otherProcess.subscribe(open::incrementAndGet)) {
			awaitUp(open, 1);
			this.signal.announce();
			awaitUp(open, 2);
			assertThat(closed).hasValue(1);
		}
	}

	@Test
	void restartOfTheBrokerIsSurvived() {
		AtomicInteger wakeUps = new AtomicInteger();
		try (WorkSignal.Subscription subscription = this.signal.subscribe(wakeUps::incrementAndGet)) {
			awaitUp(wakeUps, 1);
			rabbit.stop();
			this.otherProcess.announce();
			rabbit.restart();
			awaitUp(wakeUps, 2);
			this.otherProcess.announce();
			awaitUp(wakeUps, 3);
		}
	}

	@Test
	void workersAreWokenUp() throws Exception {
		FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt)));
		PartitionSettings settings = PartitionSettings.builder().pollInterval(Duration.ofHours(1)).build();
		try (PostgresServer postgres = PostgresServer.start();
				PartitionedJob job = new PartitionedJob(postgres);
				TestWorker worker = new TestWorker("a", job, completions, settings,
						(builder) -> builder.signal(this.signal))) {
			worker.start();
			Awaitility.await().until(() -> worker.workers().lastContact() != null);
			job.offer(1, 10);
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
				this.otherProcess.announce();
				return job.counts().ended() == 1;
			});
		}
		assertThat(completions.calls()).isEqualTo(10);
	}

	@Test
	void brokerThatIsAwayIsLoggedOnceAndMakesNothingFail(CapturedOutput output) {
		CachingConnectionFactory nowhere = new CachingConnectionFactory("127.0.0.1", 1);
		AtomicInteger failures = new AtomicInteger();
		nowhere.addConnectionListener(new ConnectionListener() {

			@Override
			public void onCreate(Connection connection) {
			}

			@Override
			public void onFailed(Exception exception) {
				failures.incrementAndGet();
			}

		});
		AtomicInteger wakeUps = new AtomicInteger();
		try (RabbitWorkSignal lonely = new RabbitWorkSignal(nowhere, Duration.ofMillis(1));
				WorkSignal.Subscription subscription = lonely.subscribe(wakeUps::incrementAndGet)) {
			lonely.announce();
			Awaitility.await().until(() -> failures.get() >= 5);
		}
		nowhere.destroy();
		assertThat(wakeUps).hasValue(0);
		assertThat(output.getOut()).containsOnlyOnce("RabbitMQ can't be used. In the meantime");
	}

}
