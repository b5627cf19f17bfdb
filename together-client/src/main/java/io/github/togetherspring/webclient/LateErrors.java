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

package io.github.togetherspring.webclient;

import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.util.context.Context;

/**
 * Errors of calls that are given up. Nobody waits for them, and Reactor would log them as
 * errors: a call that is given up may still fail, at once on Jetty, which reports the
 * cancelled exchange.
 */
final class LateErrors {

	private static final Log logger = LogFactory.getLog(LateErrors.class);

	// Reactor's own key.
	private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

	private static final Consumer<Throwable> DROP = LateErrors::drop;

	private LateErrors() {
	}

	static void drop(Throwable error) {
		logger.debug("A call that was given up has failed", error);
	}

	/**
	 * Returns a context in which Reactor drops them too.
	 * @param context the context
	 * @return the context, with what its owner has set for dropped errors, if anything
	 */
	static Context dropIn(Context context) {
		return context.hasKey(ON_ERROR_DROPPED) ? context : context.put(ON_ERROR_DROPPED, DROP);
	}

}
