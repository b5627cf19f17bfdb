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

package io.github.togetherspring.sample.api;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Ends the body of an answer with the exchange. When a connection breaks just as an
 * answer begins, the exchange fails, but nobody cancels the body, and the call behind it
 * would wait for a reader for ever.
 */
@Component
class AbandonedBodyFilter implements WebFilter {

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		Sinks.Empty<Void> end = Sinks.empty();
		ServerHttpResponse response = new EndingResponse(exchange.getResponse(), end.asMono());
		return chain.filter(exchange.mutate().response(response).build()).doFinally((signal) -> end.tryEmitEmpty());
	}

	/**
	 * A response whose body ends at the latest when something else does.
	 */
	private static final class EndingResponse extends ServerHttpResponseDecorator {

		private final Mono<Void> end;

		EndingResponse(ServerHttpResponse response, Mono<Void> end) {
			super(response);
			this.end = end;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return super.writeWith((body instanceof Mono<? extends DataBuffer> mono) ? mono.takeUntilOther(this.end)
					: Flux.from(body).takeUntilOther(this.end));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return super.writeAndFlushWith(Flux.from(body).takeUntilOther(this.end));
		}

	}

}
