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

import java.util.concurrent.CancellationException;

import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Closes requests of Jetty's client, whose body publisher does nothing when it is
 * cancelled. {@code HttpClientFaultsTests} fails when that is fixed; no issue is known
 * upstream. Must only be loaded where Jetty is on the class path.
 */
final class JettyRequests {

	private JettyRequests() {
	}

	static @Nullable Disposable toDisposable(Object nativeRequest) {
		return (nativeRequest instanceof Request request) ? () -> request.abort(new CancellationException()) : null;
	}

	static void closeAfterwards(Object nativeRequest) {
		if (nativeRequest instanceof Request request) {
			request.headers((headers) -> headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE));
		}
	}

}
