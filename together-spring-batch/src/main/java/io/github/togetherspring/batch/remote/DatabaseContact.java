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

import java.time.Instant;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Records whether the database can be reached, and logs changes.
 */
final class DatabaseContact {

	private static final Log logger = LogFactory.getLog(DatabaseContact.class);

	private final String who;

	private boolean away;

	private volatile @Nullable Instant last;

	DatabaseContact(String who) {
		this.who = who;
	}

	/**
	 * Run an operation on the database.
	 * @param <T> the type of the result
	 * @param use the operation
	 * @return the result, or {@code null} if the database failed
	 */
	<T> @Nullable T use(Supplier<T> use) {
		try {
			T result = use.get();
			succeeded();
			return result;
		}
		catch (RuntimeException ex) {
			failed(ex);
			return null;
		}
	}

	private synchronized void succeeded() {
		this.last = Instant.now();
		if (this.away) {
			this.away = false;
			logger.info(this.who + " can use the database again");
		}
	}

	private synchronized void failed(RuntimeException ex) {
		if (this.away) {
			logger.debug(this.who + " can't use the database", ex);
			return;
		}
		this.away = true;
		logger.warn(this.who + " can't use the database, and keeps trying: " + Failures.describe(ex));
	}

	/**
	 * Return when the database was last used successfully.
	 * @return the time, or {@code null} if it never was
	 */
	@Nullable Instant last() {
		return this.last;
	}

}
