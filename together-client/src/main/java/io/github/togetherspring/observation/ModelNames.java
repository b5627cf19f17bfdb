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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models of a client that metrics distinguish: only the first ones, so that neither
 * users who choose models nor a server that invents names can create an unlimited number
 * of metrics.
 */
final class ModelNames {

	static final int MAX = 100;

	static final int MAX_LENGTH = 256;

	static final String OTHER = "other";

	private final Set<String> requested = ConcurrentHashMap.newKeySet();

	// Each with the requested one, because both are tags of the same metrics.
	private final Set<Map.Entry<String, String>> responding = ConcurrentHashMap.newKeySet();

	String requested(String model) {
		return isKnown(this.requested, model, model) ? model : OTHER;
	}

	String responding(String requested, String model) {
		return isKnown(this.responding, Map.entry(requested, model), model) ? model : OTHER;
	}

	private static <T> boolean isKnown(Set<T> known, T entry, String model) {
		if (known.contains(entry)) {
			return true;
		}
		if (model.length() > MAX_LENGTH) {
			return false;
		}
		synchronized (known) {
			return known.size() < MAX && known.add(entry);
		}
	}

}
