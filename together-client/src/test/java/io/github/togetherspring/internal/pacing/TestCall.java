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

package io.github.togetherspring.internal.pacing;

import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.completions.CallPriority;
import org.jspecify.annotations.Nullable;

/**
 * A call that notes what happens to it.
 */
final class TestCall implements PacedCall {

	private final CallPriority priority;

	private final List<String> events = new ArrayList<>();

	private @Nullable Place place;

	TestCall(CallPriority priority) {
		this.priority = priority;
	}

	Place place() {
		if (this.place == null) {
			throw new IllegalStateException("The call has no place");
		}
		return this.place;
	}

	List<String> events() {
		return this.events;
	}

	@Override
	public CallPriority priority() {
		return this.priority;
	}

	@Override
	public void granted(Place place) {
		this.place = place;
	}

	@Override
	public void slowedDown(Throwable refusal) {
		this.events.add("slower");
	}

	@Override
	public void coolingDown(Throwable refusal) {
		this.events.add("cool-down");
	}

}
