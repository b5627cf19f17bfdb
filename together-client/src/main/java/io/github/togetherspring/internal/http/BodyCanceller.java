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

import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Cancels a body immediately. A body that is already read or closed is ignored.
 */
final class BodyCanceller extends BaseSubscriber<DataBuffer> {

	@Override
	public Context currentContext() {
		return DroppedErrors.dropIn(Context.empty());
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		subscription.cancel();
	}

	@Override
	protected void hookOnError(Throwable error) {
		DroppedErrors.drop(error);
	}

}
