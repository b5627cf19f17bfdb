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

package io.github.togetherspring.test.assertj;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import org.jspecify.annotations.Nullable;

/**
 * Entry point for assertions on a simulator, for static imports together with AssertJ's
 * own.
 */
public final class TogetherAssertions {

	private TogetherAssertions() {
	}

	/**
	 * Create assertions on the requests that a simulator has received.
	 * @param actual the simulator
	 * @return the assertions
	 */
	public static TogetherSimulatorAssert assertThat(@Nullable TogetherSimulator actual) {
		return new TogetherSimulatorAssert(actual);
	}

	/**
	 * Create assertions on a request.
	 * @param actual the request
	 * @return the assertions
	 */
	public static ReceivedRequestAssert assertThat(@Nullable ReceivedRequest actual) {
		return new ReceivedRequestAssert(actual);
	}

}
