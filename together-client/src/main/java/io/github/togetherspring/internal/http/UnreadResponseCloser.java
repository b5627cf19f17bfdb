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

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Closes the connection of an attempt that is cancelled just as its response headers
 * arrive. Between the connection and the first subscriber of the body, there are moments
 * at which cancelling reaches neither the request, which has ended, nor the body, which
 * is not read yet: the connection would stay open, outside the pool.
 * <p>
 * Its lock is never held while something is closed: the HTTP client has locks, too, and
 * may call this class while holding one.
 * <p>
 * {@code HttpClientFaultsTests} fails when {@code WebClient} closes such connections.
 *
 * @see <a href=
 * "https://github.com/spring-projects/spring-framework/pull/37205">spring-framework#37205</a>
 */
public final class UnreadResponseCloser {

	private static final boolean JETTY = ClassUtils.isPresent("org.eclipse.jetty.client.Request",
			UnreadResponseCloser.class.getClassLoader());

	private static final boolean REACTOR_NETTY = ClassUtils.isPresent("reactor.netty.http.client.HttpClient",
			UnreadResponseCloser.class.getClassLoader());

	private @Nullable Disposable request;

	private @Nullable Disposable exchange;

	private @Nullable ClientResponse response;

	private boolean reading;

	private boolean closed;

	/**
	 * Record that a request is being sent. Reactor Netty's requests can be disposed of
	 * until the response arrives. Jetty's can until the end, and must be, because
	 * cancelling does not stop the body. The JDK's can't.
	 * @param nativeRequest the request of the HTTP client
	 */
	public void sending(Object nativeRequest) {
		if (REACTOR_NETTY) {
			InformationalResponseHandler.addTo(nativeRequest);
			DecodingErrorHandler.addTo(nativeRequest);
		}
		synchronized (this) {
			if (nativeRequest instanceof Disposable disposable) {
				this.request = disposable;
			}
			else if (JETTY) {
				this.exchange = JettyRequests.toDisposable(nativeRequest);
			}
		}
		closeIfUnread();
	}

	/**
	 * Record that a request is being sent whose connection must not be reused. The JDK's
	 * client does not support this.
	 * @param nativeRequest the request of the HTTP client
	 */
	public void sendingOnce(Object nativeRequest) {
		if (REACTOR_NETTY) {
			ReactorNettyRequests.closeAfterwards(nativeRequest);
		}
		if (JETTY) {
			JettyRequests.closeAfterwards(nativeRequest);
		}
		sending(nativeRequest);
	}

	public void arrived(ClientResponse response) {
		synchronized (this) {
			this.request = null;
			this.response = response;
		}
		closeIfUnread();
	}

	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		closeIfUnread();
	}

	/**
	 * Read the body of a response.
	 * @param response the response
	 * @return the body, empty if the attempt has been closed
	 */
	public Flux<DataBuffer> read(ClientResponse response) {
		return Flux.<DataBuffer>defer(() -> mayRead() ? response.body(BodyExtractors.toDataBuffers()) : Flux.empty())
			.doFinally((signal) -> {
				// After the end of the body, which would otherwise report this as an
				// error.
				if (signal == SignalType.CANCEL) {
					dispose(takeExchange());
				}
			});
	}

	private synchronized boolean mayRead() {
		this.reading = !this.closed;
		return this.reading;
	}

	private void closeIfUnread() {
		Disposable openRequest;
		ClientResponse openResponse;
		Disposable openExchange;
		synchronized (this) {
			if (!this.closed || this.reading) {
				return;
			}
			openRequest = this.request;
			this.request = null;
			openResponse = this.response;
			this.response = null;
			openExchange = takeExchange();
		}
		dispose(openRequest);
		if (openResponse != null) {
			openResponse.body(BodyExtractors.toDataBuffers()).subscribe(new BodyCanceller());
		}
		dispose(openExchange);
	}

	private synchronized @Nullable Disposable takeExchange() {
		Disposable open = this.exchange;
		this.exchange = null;
		return open;
	}

	private static void dispose(@Nullable Disposable open) {
		if (open != null) {
			open.dispose();
		}
	}

}
