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

package io.github.togetherspring.observation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models of a client that metrics tell apart: the first ones, so that users who name
 * models of their own can't make metrics without end.
 */
final class ModelNames {

	static final int MAX = 100;

	static final String OTHER = "other";

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	String bounded(String model) {
		if (this.known.contains(model)) {
			return model;
		}
		synchronized (this.known) {
			return (this.known.size() < MAX && this.known.add(model)) ? model : OTHER;
		}
	}

}
