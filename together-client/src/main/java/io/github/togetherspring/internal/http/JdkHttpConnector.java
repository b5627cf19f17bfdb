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

import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.http.client.reactive.AbstractClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.ClassUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.ReflectionUtils;

/**
 * Connects {@code WebClient} to the JDK's {@link HttpClient}. Unlike Spring's own
 * connector, it closes the connection when a call is cancelled at any time, and a slow
 * subscriber slows the server down.
 * <p>
 * It does not request compression, which the JDK's client does not decode. The cookies of
 * a response are left to its {@code Set-Cookie} headers and the client's cookie handler.
 * <p>
 * {@code HttpClientFaultsTests} fails when Spring's connector closes such connections; no
 * issue is known upstream.
 */
public final class JdkHttpConnector implements ClientHttpConnector {

	// Java 21 and later.
	private static final @Nullable Method SHUTDOWN = ClassUtils.getMethodIfAvailable(HttpClient.class, "shutdown");

	private final HttpClient httpClient;

	/**
	 * Create a connector.
	 * @param httpClient sends the requests, with its own time-out, redirects and proxy
	 */
	public JdkHttpConnector(HttpClient httpClient) {
		this.httpClient = httpClient;
	}

	/**
	 * Accept no more requests, and close the connections when the active ones are done.
	 * Before Java 21, HTTP clients can't be closed, and the connections stay open until
	 * they have been idle for long enough.
	 */
	public void close() {
		if (SHUTDOWN != null) {
			ReflectionUtils.invokeMethod(SHUTDOWN, this.httpClient);
		}
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		Request request = new Request(method, uri);
		return requestCallback.apply(request)
			.then(Mono.<ClientHttpResponse>create((sink) -> send(request.getNativeRequest(), sink)))
			.doOnDiscard(Response.class, Response::close);
	}

	// The response is taken from the body handler, not from the future: a call that is
	// cancelled between the two would lose it, and leave its connection open.
	private void send(HttpRequest request, MonoSink<ClientHttpResponse> sink) {
		AtomicReference<@Nullable Response> arrived = new AtomicReference<>();
		CompletableFuture<? extends HttpResponse<?>> future = this.httpClient.sendAsync(request, (head) -> {
			HttpResponse.BodySubscriber<Flow.Publisher<List<ByteBuffer>>> body = HttpResponse.BodySubscribers
				.ofPublisher();
			body.getBody().thenAccept((bytes) -> {
				Response response = new Response(head.statusCode(), head.headers(), bytes);
				arrived.set(response);
				sink.success(response);
			});
			return body;
		});
		sink.onCancel(() -> {
			future.cancel(true);
			// The future is already done, and the sink may drop the response.
			Response response = arrived.get();
			if (response != null) {
				response.close();
			}
		});
		future.whenComplete((response, error) -> {
			if (error == null && arrived.get() == null) {
				// The proxy requires other credentials for a tunnel, and its body was
				// dropped.
				sink.success(new Response(response.statusCode(), response.headers(),
						JdkFlowAdapter.publisherToFlowPublisher(Flux.empty())));
			}
			else if (error != null && !future.isCancelled()) {
				Throwable cause = (error instanceof CompletionException) ? error.getCause() : null;
				sink.error((cause != null) ? cause : error);
			}
		});
	}

	/**
	 * A request that is being built.
	 */
	private static final class Request extends AbstractClientHttpRequest {

		private final HttpMethod method;

		private final URI uri;

		private final HttpRequest.Builder builder;

		Request(HttpMethod method, URI uri) {
			this.method = method;
			this.uri = uri;
			this.builder = HttpRequest.newBuilder(uri);
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public DataBufferFactory bufferFactory() {
			return DefaultDataBufferFactory.sharedInstance;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> T getNativeRequest() {
			return (T) this.builder.build();
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			Flow.Publisher<ByteBuffer> bytes = JdkFlowAdapter
				.publisherToFlowPublisher(Flux.from(body).map(Request::toByteBuffer));
			return commit(() -> {
				long length = getHeaders().getContentLength();
				return (length > 0) ? HttpRequest.BodyPublishers.fromPublisher(bytes, length)
						: HttpRequest.BodyPublishers.fromPublisher(bytes);
			});
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return writeWith(Flux.from(body).concatMap(Function.identity()));
		}

		@Override
		public Mono<Void> setComplete() {
			return commit(HttpRequest.BodyPublishers::noBody);
		}

		private Mono<Void> commit(Supplier<HttpRequest.BodyPublisher> body) {
			return doCommit(() -> {
				this.builder.method(this.method.name(), body.get());
				return Mono.empty();
			});
		}

		@Override
		protected void applyHeaders() {
			getHeaders().forEach((name, values) -> {
				// The client sets this header itself and rejects a value for it.
				if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
					values.forEach((value) -> this.builder.header(name, value));
				}
			});
		}

		@Override
		protected void applyCookies() {
			if (!getCookies().isEmpty()) {
				this.builder.header(HttpHeaders.COOKIE,
						getCookies().values()
							.stream()
							.flatMap(List::stream)
							.map(HttpCookie::toString)
							.collect(Collectors.joining("; ")));
			}
		}

		private static ByteBuffer toByteBuffer(DataBuffer buffer) {
			ByteBuffer bytes = ByteBuffer.allocate(buffer.readableByteCount());
			buffer.toByteBuffer(bytes);
			DataBufferUtils.release(buffer);
			return bytes;
		}

	}

	/**
	 * A response whose body is read on demand.
	 */
	private static final class Response extends AbstractClientHttpResponse {

		Response(int status, java.net.http.HttpHeaders headers, Flow.Publisher<List<ByteBuffer>> body) {
			super(HttpStatusCode.valueOf(status), headers(headers), new LinkedMultiValueMap<>(), body(body));
		}

		void close() {
			getBody().subscribe(new BodyCanceller());
		}

		private static HttpHeaders headers(java.net.http.HttpHeaders received) {
			HttpHeaders headers = new HttpHeaders();
			received.map().forEach(headers::put);
			return HttpHeaders.readOnlyHttpHeaders(headers);
		}

		// One list of buffers at a time: nothing is prefetched. An error is delivered
		// after the buffers that arrived before it.
		private static Flux<DataBuffer> body(Flow.Publisher<List<ByteBuffer>> body) {
			return JdkFlowAdapter.flowPublisherToFlux(body)
				.concatMapDelayError(Flux::fromIterable, true, 1)
				.map(DefaultDataBufferFactory.sharedInstance::wrap);
		}

	}

}
