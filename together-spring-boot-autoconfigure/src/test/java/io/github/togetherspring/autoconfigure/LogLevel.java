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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the level of a logger for the time of a test.
 */
final class LogLevel {

	private LogLevel() {
	}

	static void debug(Class<?> type, Runnable test) {
		Logger logger = (Logger) LoggerFactory.getLogger(type);
		Level before = logger.getLevel();
		logger.setLevel(Level.DEBUG);
		try {
			test.run();
		}
		finally {
			logger.setLevel(before);
		}
	}

}
