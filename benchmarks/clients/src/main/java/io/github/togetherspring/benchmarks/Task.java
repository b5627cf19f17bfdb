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

import java.util.List;

/**
 * What each client does while it is measured.
 *
 * @param name the name in tables
 * @param part the part of the benchmarks that it belongs to
 * @param kind the kind of load
 * @param scenario what the server sends
 * @param parallel the number of streams or calls at a time
 * @param warmUps the number of repetitions before those that count
 * @param repetitions the number of repetitions that count
 */
record Task(String name, String part, Kind kind, Scenario scenario, int parallel, int warmUps, int repetitions) {

	static final Task BULK_RATE = new Task("bulk-rate", "bulk", Kind.BULK, new Scenario(0, 0, 50), 64, 5, 25);

	static final Task SINGLE_EVENTS = new Task("single-events", "streams", Kind.PACED_STREAMS,
			new Scenario(1400, 1, 10), 250, 30, 1);

	static final List<Task> ALL = List.of(SINGLE_EVENTS,
			new Task("sixteen-events", "streams", Kind.STREAMS, new Scenario(2000, 16, 0), 8, 60, 60),
			new Task("calls", "calls", Kind.CALLS, new Scenario(0, 0, 1), 8, 250, 60),
			new Task("bulk-calls", "bulk", Kind.BULK, new Scenario(0, 0, 1), 8, 60, 60), BULK_RATE, longTailed(0.7),
			longTailed(1), many(100), many(1000), many(4000));

	/**
	 * The number of calls of each thread in a repetition.
	 */
	static final int CALLS = 50;

	private static Task longTailed(double sigma) {
		return new Task("bulk-sigma-" + sigma, "bulk", Kind.LONG_TAILED_BULK, new Scenario(0, 0, 50, sigma), 64, 1, 3);
	}

	private static Task many(int streams) {
		return new Task("many-" + streams, "many", Kind.PACED_STREAMS, new Scenario(150, 1, 100), streams, 30, 1);
	}

	static Task of(String name) {
		return ALL.stream().filter((task) -> task.name.equals(name)).findFirst().orElseThrow();
	}

	String unit() {
		return (this.scenario.events() > 0) ? "chunk" : "call";
	}

	boolean isFor(Contender contender) {
		return switch (this.kind) {
			case STREAMS -> true;
			case PACED_STREAMS -> this == SINGLE_EVENTS || !contender.isForStreamsOnly();
			case CALLS -> !contender.isForStreamsOnly();
			case BULK, LONG_TAILED_BULK -> contender == Contender.STREAM || contender == Contender.BEFORE_STREAM;
		};
	}

	/**
	 * Kinds of load: streams as fast as they can be read or at an even pace, calls that a
	 * thread waits for, calls from a list of prompts, and such calls of which some take
	 * much longer than others, with results in order and as they come.
	 */
	enum Kind {

		STREAMS, PACED_STREAMS, CALLS, BULK, LONG_TAILED_BULK

	}

	/**
	 * What the server sends, named by the first segment of the path.
	 *
	 * @param events the number of events of a stream, or zero for a response in one piece
	 * @param eventsPerWrite the number of events written at once
	 * @param delayMillis the time before each write, or zero to write as fast as the
	 * client reads
	 * @param sigma zero for equal delays; otherwise these are log-normally distributed,
	 * with this standard deviation of their logarithm and the delay as the median
	 */
	record Scenario(int events, int eventsPerWrite, int delayMillis, double sigma) {

		/**
		 * The number of bytes of an event.
		 */
		static final int EVENT_SIZE = 330;

		Scenario(int events, int eventsPerWrite, int delayMillis) {
			this(events, eventsPerWrite, delayMillis, 0);
		}

		static Scenario of(String segment) {
			String[] parts = segment.split("-");
			return new Scenario(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
					Double.parseDouble(parts[3]));
		}

		String segment() {
			return this.events + "-" + this.eventsPerWrite + "-" + this.delayMillis + "-" + this.sigma;
		}

	}

}
