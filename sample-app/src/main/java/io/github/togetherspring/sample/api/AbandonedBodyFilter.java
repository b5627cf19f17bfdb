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
 * Cancels the body of a response when the exchange ends.
 * <p>
 * Spring Framework 7.0.10 does not do so if the connection breaks just as the response
 * starts: {@code ChannelSendOperator} has subscribed to the body for its first element,
 * and when writing then fails, it releases that element without cancelling the body
 * ({@code WriteCompletionBarrier.onError}). The call to the server would wait forever.
 * {@code AbandonedBodyTests} fails without this filter.
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
	 * Response whose body ends at the latest together with another publisher.
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
