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

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What to run.
 *
 * @param quick whether to only try whether everything works; the figures mean nothing
 * @param rounds how often each client has its turn
 * @param parts what to measure
 * @param docs the directory of the report
 * @param startupJava the Java that applications are started with
 */
record Settings(boolean quick, int rounds, Set<Part> parts, Path docs, JavaHome startupJava) {

	static final String USAGE = "Options: --quick --rounds=5 --only=clients,scale,bulk,decoder,startup --docs=docs "
			+ "--startup-java=the home of the Java that applications are started with";

	private static final int ROUNDS = 5;

	static Settings of(String[] args) {
		boolean quick = Arrays.asList(args).contains("--quick");
		String rounds = option(args, "--rounds=", quick ? "1" : String.valueOf(ROUNDS));
		String only = option(args, "--only=", null);
		String docs = option(args, "--docs=", quick ? "benchmarks/clients/target/docs" : "docs");
		Set<Part> parts = EnumSet.allOf(Part.class);
		if (only != null) {
			parts.retainAll(Arrays.stream(only.toUpperCase(Locale.ROOT).split(",")).map(Part::valueOf).toList());
		}
		for (String arg : args) {
			if (!List.of("--quick").contains(arg) && !arg.matches("--(rounds|only|docs|startup-java)=.+")) {
				throw new IllegalArgumentException("Unknown: " + arg + ". " + USAGE);
			}
		}
		String startupJava = option(args, "--startup-java=", System.getProperty("java.home"));
		return new Settings(quick, Integer.parseInt(rounds), parts, Path.of(docs), new JavaHome(Path.of(startupJava)));
	}

	private static String option(String[] args, String name, String defaultValue) {
		return Arrays.stream(args)
			.filter((arg) -> arg.startsWith(name))
			.map((arg) -> arg.substring(name.length()))
			.findFirst()
			.orElse(defaultValue);
	}

	// A number of repetitions.
	int times(int count) {
		return this.quick ? Math.max(1, count / 15) : count;
	}

	/**
	 * What can be measured.
	 */
	enum Part {

		/**
		 * All clients side by side.
		 */
		CLIENTS,

		/**
		 * Many streams at once.
		 */
		SCALE,

		/**
		 * Many prompts.
		 */
		BULK,

		/**
		 * The decoder alone.
		 */
		DECODER,

		/**
		 * The start of an application.
		 */
		STARTUP

	}

}
