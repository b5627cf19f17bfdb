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

package io.github.togetherspring.internal.simulator.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.github.togetherspring.internal.simulator.api.ApiResponse;
import io.github.togetherspring.internal.simulator.api.SimulatedApi;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.Script;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Receives requests, records them and sends the responses.
 */
final class RequestHandler implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

	private final RequestLog log;

	private final ActiveRequests active;

	private final Script script;

	private final SimulatedApi api;

	private final Scheduler writers;

	private final Duration tokenDelay;

	RequestHandler(RequestLog log, ActiveRequests active, Script script, SimulatedApi api, Scheduler writers,
			Duration tokenDelay) {
		this.log = log;
		this.active = active;
		this.script = script;
		this.api = api;
		this.writers = writers;
		this.tokenDelay = tokenDelay;
	}

	@Override
	public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
		AtomicReference<Channel> channel = new AtomicReference<>();
		request.withConnection((connection) -> channel.set(connection.channel()));
		return Mono.defer(() -> {
			this.active.begin();
			return request.receive()
				.aggregate()
				.asString(StandardCharsets.UTF_8)
				.defaultIfEmpty("")
				.flatMap((body) -> respond(received(request, body), response, channel.get()))
				.doFinally((signal) -> this.active.end());
		});
	}

	private Mono<Void> respond(ReceivedRequest request, HttpServerResponse response, Channel channel) {
		this.log.add(request);
		ApiResponse refusal = this.api.refuse(request);
		if (refusal != null) {
			ResponseSender sender = new ResponseSender(response, channel, refusal, SimulatedResponse.fromModel(),
					false);
			return Mono.from(sender.send(this.writers, Duration.ZERO));
		}
		Function<ReceivedRequest, SimulatedResponse> next = this.api.isForbidden(request)
				? (any) -> SimulatedResponse.fromModel() : this.script.take(request);
		return Mono.fromCallable(() -> {
			SimulatedResponse scripted = next.apply(request);
			return new ResponseSender(response, channel, this.api.respond(request, scripted), scripted,
					request.method().equals("HEAD"));
		})
			.subscribeOn(this.writers)
			.publishOn(Schedulers.fromExecutorService(channel.eventLoop()))
			.flatMap((sender) -> Mono.from(sender.send(this.writers, this.tokenDelay)));
	}

	private static ReceivedRequest received(HttpServerRequest request, String body) {
		Map<String, List<String>> headers = new TreeMap<>();
		request.requestHeaders()
			.forEach((header) -> headers
				.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), (name) -> new ArrayList<>())
				.add(header.getValue()));
		return ReceivedRequest.of(request.method().name(), request.fullPath(), query(request.uri()), request.protocol(),
				headers, body);
	}

	private static @Nullable String query(String uri) {
		int start = uri.indexOf('?');
		return (start >= 0) ? uri.substring(start + 1) : null;
	}

}
