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

package io.github.togetherspring.internal.http;

import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.util.context.Context;

/**
 * Drops errors that arrive after a call was cancelled, which Reactor would log as errors.
 * With Jetty, each cancelled call has one, for the aborted exchange.
 */
public final class DroppedErrors {

	private static final Log logger = LogFactory.getLog(DroppedErrors.class);

	// Reactor's key is private. FaultMatrixTests fail if it is renamed.
	private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

	private static final Consumer<Throwable> DROP = DroppedErrors::drop;

	private DroppedErrors() {
	}

	public static void drop(Throwable error) {
		logger.debug("A cancelled call has failed", error);
	}

	/**
	 * Return a context in which Reactor drops such errors.
	 * @param context the context
	 * @return the context, unchanged if it has a handler already
	 */
	public static Context dropIn(Context context) {
		return context.hasKey(ON_ERROR_DROPPED) ? context : context.put(ON_ERROR_DROPPED, DROP);
	}

}
