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

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends a call with an error that comes from outside, such as an expired time-out.
 */
final class Interruption {

	private Interruption() {
	}

	/**
	 * Return a call that is cancelled and ends with an error as soon as one is given.
	 * <p>
	 * The error is given as a value: {@code takeUntilOther} hands an error of its
	 * publisher on, but does not cancel its source then.
	 * @param <T> the type of result
	 * @param call the call
	 * @param error emits the error to end the call with, or nothing
	 * @return the call
	 */
	static <T> Flux<T> interrupt(Flux<T> call, Mono<? extends Throwable> error) {
		return Flux.defer(() -> {
			AtomicReference<@Nullable Throwable> given = new AtomicReference<>();
			return call.takeUntilOther(error.doOnNext(given::set)).concatWith(Mono.defer(() -> {
				Throwable interruption = given.get();
				return (interruption != null) ? Mono.error(interruption) : Mono.empty();
			}));
		});
	}

}
