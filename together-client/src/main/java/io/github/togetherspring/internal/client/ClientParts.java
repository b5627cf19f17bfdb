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

import java.time.Clock;

import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.internal.exchange.BodyReader;
import io.github.togetherspring.internal.exchange.ClientConfiguration;
import io.github.togetherspring.internal.exchange.ErrorResponseReader;
import io.github.togetherspring.internal.exchange.FailedResponses;
import io.github.togetherspring.internal.exchange.ModelsProbe;
import io.github.togetherspring.internal.exchange.RequestSender;
import io.github.togetherspring.internal.exchange.ResponseReader;
import io.github.togetherspring.internal.exchange.StreamReader;
import io.github.togetherspring.internal.json.JsonCodec;
import reactor.core.scheduler.Schedulers;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * What the calls of a client need.
 *
 * @param calls makes calls from attempts
 * @param sender sends requests
 * @param responses reads single responses
 * @param streams reads streams
 * @param probe checks that the server is reachable
 */
record ClientParts(Calls calls, RequestSender sender, ResponseReader responses, StreamReader streams,
		ModelsProbe probe) {

	/**
	 * Create the parts of a client.
	 * @param webClient the builder of its {@code WebClient}, which is changed
	 * @param configuration its configuration
	 * @return the parts
	 */
	static ClientParts create(WebClient.Builder webClient, ClientConfiguration configuration) {
		Deadlines deadlines = new Deadlines(Schedulers::parallel, Schedulers::boundedElastic);
		JsonCodec json = new JsonCodec();
		ErrorResponseReader errors = new ErrorResponseReader(json, Clock.systemUTC());
		BodyReader bodies = new BodyReader(json, errors, configuration.maxResponseSize());
		FailedResponses failures = new FailedResponses(bodies, errors);
		RequestSender sender = new RequestSender(webClient, configuration, deadlines, json, failures);
		StreamReader streams = new StreamReader(json, errors, bodies, failures, deadlines,
				configuration.maxEventSize());
		return new ClientParts(new Calls(configuration, deadlines), sender,
				new ResponseReader(bodies, streams, failures), streams, new ModelsProbe(sender, failures));
	}

	/**
	 * Return the same parts with the pacing of jobs.
	 * @return the parts
	 */
	ClientParts forJobs() {
		return new ClientParts(this.calls.forJobs(), this.sender, this.responses, this.streams, this.probe);
	}

}
