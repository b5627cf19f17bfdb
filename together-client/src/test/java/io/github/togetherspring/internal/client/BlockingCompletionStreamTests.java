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

package io.github.togetherspring.internal.client;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link BlockingCompletionStream}.
 */
class BlockingCompletionStreamTests {

	@Test
	void errorThatComesAfterTheStreamWasClosedIsNotLogged() {
		ListAppender<ILoggingEvent> dropped = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(Operators.class);
		dropped.start();
		logger.addAppender(dropped);
		try {
			BlockingCompletionStream stream = new BlockingCompletionStream();
			stream.onSubscribe(Operators.emptySubscription());
			stream.close();
			stream.onError(new IllegalArgumentException("late"));
			assertThatIllegalStateException().isThrownBy(stream.iterator()::hasNext).withMessageContaining("closed");
			assertThat(dropped.list).isEmpty();
		}
		finally {
			logger.detachAppender(dropped);
		}
	}

}
