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

package io.github.togetherspring.benchmarks;

/**
 * How much of an application's start is prepared.
 */
enum StartupMode {

	/**
	 * Nothing.
	 */
	PLAIN("as it is", false, false),

	/**
	 * The bean definitions, by Spring.
	 */
	SPRING_AOT("Spring AOT", true, false),

	/**
	 * The classes, by the JVM, too.
	 */
	CACHED("Spring AOT and the JVM's cache", true, true);

	private final String title;

	private final boolean aot;

	private final boolean cached;

	StartupMode(String title, boolean aot, boolean cached) {
		this.title = title;
		this.aot = aot;
		this.cached = cached;
	}

	String title() {
		return this.title;
	}

	boolean isAot() {
		return this.aot;
	}

	boolean isCached() {
		return this.cached;
	}

}
