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

package io.github.togetherspring.autoconfigure;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.observation.CompletionsObservationContext;
import io.github.togetherspring.observation.CompletionsObservationConvention;
import io.github.togetherspring.observation.DefaultCompletionsObservationConvention;
import io.micrometer.common.KeyValues;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Recipes that are a bean.
 */
final class RecipeBeans {

	private RecipeBeans() {
	}

	/**
	 * Where keys are that change.
	 */
	interface KeyRing {

		String current();

	}

	/**
	 * Where keys are that take time to fetch.
	 */
	interface Vault {

		String readKey() throws Exception;

	}

	/**
	 * A key that is at hand.
	 */
	@Configuration(proxyBeanMethods = false)
	static class KeyAtHand {

		// tag::key-at-hand[]
		@Bean
		CompletionsClientBuilderCustomizer currentKey(KeyRing keys) {
			return (client, builder) -> builder.apiKey(keys::current);
		}
		// end::key-at-hand[]

	}

	/**
	 * A key that takes time.
	 */
	@Configuration(proxyBeanMethods = false)
	static class KeyThatTakesTime {

		// tag::key-that-takes-time[]
		@Bean
		CompletionsClientBuilderCustomizer keyFromVault(Vault vault) {
			Mono<String> key = Mono.fromCallable(vault::readKey)
				.subscribeOn(Schedulers.boundedElastic())
				.cache((value) -> Duration.ofMinutes(5), (error) -> Duration.ZERO, () -> Duration.ZERO);
			return (client, builder) -> builder.apiKey(key);
		}
		// end::key-that-takes-time[]

	}

	/**
	 * A key for each caller.
	 */
	record KeyOfTheCaller(CompletionsClient completions) {

		// tag::key-of-the-caller[]
		CompletionsClient withKey(Supplier<String> apiKey) {
			return this.completions.mutate().apiKey(apiKey).build();
		}
		// end::key-of-the-caller[]

	}

	/**
	 * A header for each request.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Header {

		// tag::web-client[]
		@Bean
		TogetherWebClientCustomizer teamHeader() {
			return (client, webClient) -> webClient
				.filter((request, next) -> next.exchange(ClientRequest.from(request).header("X-Team", client).build()));
		}
		// end::web-client[]

	}

	/**
	 * A tag of one's own.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Convention {

		// tag::convention[]
		@Bean
		CompletionsObservationConvention completionsObservationConvention() {
			return new DefaultCompletionsObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(CompletionsObservationContext context) {
					return super.getLowCardinalityKeyValues(context).and("team", "search");
				}

			};
		}
		// end::convention[]

	}

}
