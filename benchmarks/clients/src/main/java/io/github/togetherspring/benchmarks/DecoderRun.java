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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.webclient.DecoderBenchmark;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the benchmark of the decoder.
 */
class DecoderRun {

	private static final long TIMEOUT_SECONDS = 600;

	private final Settings settings;

	private final Path log;

	DecoderRun(Settings settings, Path log) {
		this.settings = settings;
		this.log = log;
	}

	List<Row> run() throws IOException, InterruptedException {
		Progress.say("Decoder");
		Path output = this.log.resolveSibling("decoder.json");
		Files.deleteIfExists(output);
		String time = this.settings.quick() ? "50ms" : "700ms";
		List<String> args = new ArrayList<>(
				List.of("-Djmh.ignoreLock=true", "-cp", JavaProcess.benchmarksJar().toString(), "org.openjdk.jmh.Main",
						DecoderBenchmark.class.getName(), "-f", "1", "-wi", "3", "-i", "3", "-w", time, "-r", time,
						"-prof", "gc", "-jvmArgs", "-Xms1g -Xmx1g", "-rf", "json", "-rff", output.toString()));
		if (this.settings.quick()) {
			args.addAll(List.of("-p", "eventSize=330", "-p", "buffer=1x,7"));
		}
		JavaProcess.run(this.log, TIMEOUT_SECONDS, args.toArray(String[]::new));
		List<Row> rows = new ArrayList<>();
		for (JsonNode result : JsonMapper.shared().readTree(output)) {
			int size = result.at("/params/eventSize").asInt();
			double events = DecoderBenchmark.events(size);
			rows.add(new Row(size, result.at("/params/buffer").asString(),
					result.at("/primaryMetric/score").asDouble() / events,
					result.at("/secondaryMetrics/gc.alloc.rate.norm/score").asDouble() / events));
		}
		return rows;
	}

	/**
	 * What an event costs.
	 *
	 * @param eventSize the number of bytes of the event
	 * @param buffer what is in a buffer
	 * @param nanos the time
	 * @param bytes the allocation
	 */
	record Row(int eventSize, String buffer, double nanos, double bytes) {

	}

}
