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

import java.util.function.Consumer;

import io.github.togetherspring.completions.BulkProgress;
import io.github.togetherspring.completions.CompletionsClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Reports progress to a listener, whose exceptions must not become errors of calls that
 * are paid for. The first is a warning, the others would be noise.
 */
final class ProgressReporter {

	private static final Log logger = LogFactory.getLog(CompletionsClient.class);

	private final Consumer<BulkProgress> listener;

	private boolean warned;

	private ProgressReporter(Consumer<BulkProgress> listener) {
		this.listener = listener;
	}

	static @Nullable ProgressReporter of(@Nullable Consumer<BulkProgress> listener) {
		return (listener != null) ? new ProgressReporter(listener) : null;
	}

	void report(BulkProgress progress) {
		try {
			this.listener.accept(progress);
		}
		catch (RuntimeException | Error ex) {
			Exceptions.throwIfJvmFatal(ex);
			if (this.warned) {
				logger.debug("A progress listener has thrown an exception", ex);
			}
			else {
				this.warned = true;
				logger.warn("A progress listener has thrown an exception; further ones are logged at level DEBUG", ex);
			}
		}
	}

}
