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

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Sees to it that a call that is given up at the very moment when the head of its answer
 * arrives is closed. On the way from the connection to the first reader of the body there
 * are moments at which cancelling reaches neither the request, which is over, nor the
 * body, which nobody reads yet: the connection would stay open and out of the pool.
 * <p>
 * Its lock is never held while something is closed: the HTTP client has locks too, and
 * may be on its way here with one.
 */
final class ResponseGuard {

	private static final boolean JETTY = ClassUtils.isPresent("org.eclipse.jetty.client.Request",
			ResponseGuard.class.getClassLoader());

	private static final boolean REACTOR_NETTY = ClassUtils.isPresent("reactor.netty.http.client.HttpClient",
			ResponseGuard.class.getClassLoader());

	private @Nullable Disposable request;

	private @Nullable Disposable exchange;

	private @Nullable ClientResponse response;

	private boolean reading;

	private boolean givenUp;

	// Reactor Netty's request can be disposed of until it is answered. Jetty's can to the
	// end, and has to: its body goes on when it is cancelled. The JDK's can not.
	void sending(Object nativeRequest) {
		if (REACTOR_NETTY) {
			InterimResponses.passOver(nativeRequest);
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

	// The connection is not put back into the pool. The JDK's client can't be told so.
	void sendingOnce(Object nativeRequest) {
		if (REACTOR_NETTY) {
			ReactorNettyRequests.closeAfterwards(nativeRequest);
		}
		if (JETTY) {
			JettyRequests.closeAfterwards(nativeRequest);
		}
		sending(nativeRequest);
	}

	void arrived(ClientResponse response) {
		synchronized (this) {
			this.request = null;
			this.response = response;
		}
		closeIfUnread();
	}

	void giveUp() {
		synchronized (this) {
			this.givenUp = true;
		}
		closeIfUnread();
	}

	Flux<DataBuffer> read(ClientResponse response) {
		return Flux.<DataBuffer>defer(() -> mayRead() ? response.body(BodyExtractors.toDataBuffers()) : Flux.empty())
			.doFinally((signal) -> {
				// Behind the body's own end: it would hear of this as of an error.
				if (signal == SignalType.CANCEL) {
					dispose(takeExchange());
				}
			});
	}

	private synchronized boolean mayRead() {
		this.reading = !this.givenUp;
		return this.reading;
	}

	private void closeIfUnread() {
		Disposable openRequest;
		ClientResponse openResponse;
		Disposable openExchange;
		synchronized (this) {
			if (!this.givenUp || this.reading) {
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
			openResponse.body(BodyExtractors.toDataBuffers()).subscribe(new Canceller());
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
