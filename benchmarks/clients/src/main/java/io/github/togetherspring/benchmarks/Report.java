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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.togetherspring.benchmarks.StartupRun.Start;
import io.github.togetherspring.benchmarks.client.ContenderKind;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes {@code performance.md}, {@code performance.json} and {@code performance.svg}.
 */
class Report {

	private static final String CPU = "cpuMicros";

	private final StringBuilder text = new StringBuilder();

	private final Results results;

	Report(Results results) {
		this.results = results;
	}

	void write(Path docs) throws IOException {
		Files.createDirectories(docs);
		JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
		Files.writeString(docs.resolve("performance.json"), mapper.writeValueAsString(this.results.toJson()) + "\n");
		introduction();
		targets();
		findings();
		if (this.results.clients() != null) {
			plotClients(this.results.clients()).write(docs.resolve("performance.svg"));
			clients(this.results.clients());
		}
		if (this.results.scale() != null) {
			plotScale(this.results.scale()).write(docs.resolve("performance-scale.svg"));
			scale(this.results.scale());
		}
		if (this.results.bulk() != null) {
			bulk(this.results.bulk());
		}
		if (this.results.decoder() != null) {
			decoder(this.results.decoder());
		}
		if (this.results.startup() != null) {
			startup(this.results.startup());
		}
		Files.writeString(docs.resolve("performance.md"), this.text.toString());
	}

	private void introduction() {
		Map<String, Object> json = this.results.toJson();
		line("# Performance");
		line("");
		if (this.results.settings().quick()) {
			line("**A trial run: these figures mean nothing.**");
			line("");
		}
		line("What calls cost, beside other clients, on one machine and in one run.");
		line("The ratios say more than the times, which are those of this machine: %s cores, %s, %s; %s.",
				this.results.machine().get("cores"), this.results.machine().get("os"),
				this.results.machine().get("java"), json.get("date"));
		line("%s.",
				this.results.versions()
					.entrySet()
					.stream()
					.map((version) -> version.getKey() + " " + version.getValue())
					.collect(Collectors.joining(", ")));
		line("All figures, round by round, are in [performance.json](performance.json).");
		line("");
		line("## Reproduce it");
		line("");
		line("```shell");
		line("mvn -Pbenchmarks -DskipTests -pl benchmarks/clients,benchmarks/startup -am package");
		line("java -jar benchmarks/clients/target/benchmarks.jar --startup-java=/path/to/jdk-25");
		line("```");
		line("");
		line("measures everything in an hour or so and writes this page, its plots and the JSON.");
		line("`--startup-java` is the Java for the starts of an application; without it that is the one that runs the "
				+ "benchmarks.");
		line("`--quick` tries whether all of it works, in some minutes, and writes to `benchmarks/clients/target/docs`; "
				+ "`--only=clients`, `scale`, `bulk`, `decoder` or `startup` measures a part, `--rounds=3` less often, "
				+ "`--docs=...` writes elsewhere.");
		line("What the clients print is in `benchmarks/clients/target/benchmarks.log`.");
		line("Leave the machine alone meanwhile.");
		line("");
		line("The benchmark of the decoder by itself is one for JMH:");
		line("");
		line("```shell");
		line("java -cp benchmarks/clients/target/benchmarks.jar org.openjdk.jmh.Main DecoderBenchmark -prof gc");
		line("```");
		line("");
	}

	private void targets() {
		List<Targets.Target> targets = new Targets(this.results).evaluate();
		if (targets.isEmpty()) {
			return;
		}
		line("## Aims");
		line("");
		line("| what | aim | measured | met |");
		line("|---|---|---|---|");
		for (Targets.Target target : targets) {
			String met = Boolean.TRUE.equals(target.met()) ? "yes" : "**no**";
			line("| %s | %s | %s | %s |", target.what(), target.limit(), target.measured(),
					(target.met() != null) ? met : "not measured");
		}
		line("");
	}

	// What people found out about these figures.
	private void findings() throws IOException {
		if (this.results.settings().quick()) {
			return;
		}
		try (InputStream findings = Report.class.getResourceAsStream("findings.md")) {
			this.text.append(new String(findings.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
		}
	}

	private static Plot plotClients(Measurements clients) {
		Plot plot = new Plot("Processor time of a chunk", "microseconds");
		for (ContenderKind client : ContenderKind.values()) {
			plot.add(client.title(), "one event per segment", clients.median(client, SideBySide.ONE_EVENT, CPU));
			plot.add(client.title(), "16 events at a time", clients.median(client, SideBySide.SIXTEEN_EVENTS, CPU));
		}
		return plot;
	}

	private Plot plotScale(Measurements scale) {
		Plot plot = new Plot("Processor cores that many streams keep busy", "cores");
		new Scale(this.results.settings(), null).sizes().forEach((client, counts) -> {
			for (int count : List.of(1000, 4000)) {
				plot.add(titleWithLimit(scale, client), String.format(Locale.ROOT, "%,d streams", count),
						scale.median(client, Scale.streams(count), "cores"));
			}
		});
		return plot;
	}

	// A client that lets only some of the streams through is not cheap.
	private static String titleWithLimit(Measurements scale, ContenderKind client) {
		double whole = scale.median(client, Scale.streams(4000), "whole");
		return (whole < 4000) ? client.title() + " (%,.0f at most)".formatted(whole) : client.title();
	}

	private void clients(Measurements clients) {
		line("## Beside other clients");
		line("");
		line("![Processor time of a chunk](performance.svg)");
		line("");
		line("A server in a JVM of its own has its answers ready: chunks of %d bytes, of which the client reads the text "
				+ "of every one.", SideBySide.EVENT_SIZE);
		line("Each client has a fresh JVM with a heap of 1 GiB, warms up, and is measured; that is done in turn, "
				+ "%d times.", clients.rounds(ContenderKind.TOGETHER, SideBySide.ONE_EVENT));
		line("Processor time is that of the client's whole process, with garbage collection and compilation; "
				+ "allocation is what garbage collections took away.");
		line("Retries are off, and no time-out is short enough to matter.");
		line("\"By hand\" is `bodyToFlux(String.class)`, a record and Jackson. Ratios are to it, medians of the rounds; "
				+ "the one above the floor leaves out what Reactor Netty takes to read the bytes, which is mostly the "
				+ "system's time.");
		line("");
		line("### Streams, one event per segment");
		line("");
		line("%d streams at once, each with an event every %d ms, so that a client which keeps up finds them one by one.",
				SideBySide.PACED_STREAMS, SideBySide.PACE_MILLIS);
		line("Were they written as fast as possible, a slow client would find several at once, and look the better for "
				+ "it.");
		line("");
		unitTable(clients, "chunk", SideBySide.ONE_EVENT);
		line("### Streams, 16 events at a time");
		line("");
		line("%d streams at once of %,d events, as fast as the client reads them.", SideBySide.PARALLEL,
				SideBySide.EVENTS);
		line("");
		unitTable(clients, "chunk", SideBySide.SIXTEEN_EVENTS);
		line("### Answers in one piece");
		line("");
		line("%d threads each make one call after the other and wait; the answer has 1.2 kB and comes after %d ms.",
				SideBySide.PARALLEL, SideBySide.CALL_MILLIS);
		line("");
		unitTableHead("call");
		for (ContenderKind client : ContenderKind.values()) {
			if (client == ContenderKind.TOGETHER_BLOCKING) {
				continue;
			}
			String title = (client == ContenderKind.TOGETHER) ? "this client, `create`" : client.title();
			unitRow(clients, title, client, SideBySide.CALL, SideBySide.CALL);
			if (client == ContenderKind.TOGETHER) {
				unitRow(clients, "this client, `createAll`", client, SideBySide.BULK, SideBySide.CALL);
			}
		}
		line("");
		if (!clients.failures().isEmpty()) {
			line("Rounds that failed are left out:");
			line("");
			clients.failures().forEach((failure) -> line("* %s", failure.replaceAll("[\\r\\n]", " ")));
			line("");
		}
	}

	private void unitTable(Measurements clients, String unit, String task) {
		unitTableHead(unit);
		for (ContenderKind client : ContenderKind.values()) {
			unitRow(clients, client.title(), client, task, task);
		}
		line("");
	}

	private void unitTableHead(String unit) {
		line("| client | CPU µs per %s | ratio | ratio above the floor | bytes allocated per %s | ratio |", unit, unit);
		line("|---|---|---|---|---|---|");
	}

	private void unitRow(Measurements clients, String title, ContenderKind client, String task, String base) {
		if (Double.isNaN(clients.median(client, task, CPU))) {
			line("| %s | failed: %s | | | | |", title, failure(clients, client, task));
			return;
		}
		boolean aboveFloor = client != ContenderKind.RAW && task.equals(base);
		line("| %s | %s | %s | %s | %s | %s |", title, number(clients.median(client, task, CPU)),
				number(clients.ratio(client, task, ContenderKind.WEB_CLIENT, base, CPU)),
				aboveFloor ? number(clients.ratioAbove(ContenderKind.RAW, client, ContenderKind.WEB_CLIENT, task, CPU))
						: "",
				whole(clients.median(client, task, "bytes")),
				number(clients.ratio(client, task, ContenderKind.WEB_CLIENT, base, "bytes")));
	}

	private void scale(Measurements scale) {
		line("## Many streams at once");
		line("");
		line("![Processor cores that many streams keep busy](performance-scale.svg)");
		line("");
		line("Each stream gives %d tokens a second. A token carries the time at which the server wrote it; its delay is "
				+ "what has passed on the same clock when the application has its text.", Scale.TOKENS_PER_SECOND);
		line("Heap is what is alive after a garbage collection while all streams are open, less what was alive before.");
		line("Threads are those of the whole JVM at most. Every client is as its makers set it up.");
		line("This client's figures are medians of %d runs, the others had one each.",
				scale.rounds(ContenderKind.TOGETHER, Scale.streams(1000)));
		line("");
		line("| client | streams | begun | whole | cores used | CPU µs per token | bytes allocated per token "
				+ "| threads | kB of heap per stream | delay, median ms | delay, p99 ms |");
		line("|---|---|---|---|---|---|---|---|---|---|---|");
		new Scale(this.results.settings(), null).sizes().forEach((client, counts) -> {
			for (int count : counts) {
				scaleRow(scale, client, count);
			}
		});
		line("");
	}

	private void scaleRow(Measurements scale, ContenderKind client, int count) {
		String task = Scale.streams(count);
		if (Double.isNaN(scale.median(client, task, "cores"))) {
			line("| %s | %,d | failed: %s | | | | | | | | |", client.title(), count, failure(scale, client, task));
			return;
		}
		line("| %s | %,d | %s | %s | %s | %s | %s | %s | %s | %s | %s |", client.title(), count,
				whole(scale.median(client, task, "started")), whole(scale.median(client, task, "whole")),
				number(scale.median(client, task, "cores")), number(scale.median(client, task, "cpuMicros")),
				whole(scale.median(client, task, "bytes")), whole(scale.median(client, task, "peakThreads")),
				number(scale.median(client, task, "heapPerStream") / 1e3),
				number(scale.median(client, task, "delayMedianMillis")),
				number(scale.median(client, task, "delayP99Millis")));
	}

	private void bulk(Measurements bulk) {
		line("## Many prompts");
		line("");
		if (Double.isNaN(bulk.median(ContenderKind.TOGETHER, Scale.BULK, "shareOfIdeal"))) {
			line("Failed: %s", failure(bulk, ContenderKind.TOGETHER, Scale.BULK));
		}
		else {
			line("`createAll`, %d at a time, against a server that takes %d ms for each: %s of the rate that would be "
					+ "possible if nothing else took time.", Scale.BULK_CONCURRENCY, Scale.BULK_DELAY_MILLIS,
					number(bulk.median(ContenderKind.TOGETHER, Scale.BULK, "shareOfIdeal")));
		}
		line("");
	}

	private void decoder(List<DecoderRun.Row> rows) {
		List<String> buffers = rows.stream().map(DecoderRun.Row::buffer).distinct().toList();
		line("## The decoder alone");
		line("");
		line("Bytes of a stream to chunks whose text is read, by JMH. A buffer holds one event (1x), 16 events (16x) or "
				+ "so many bytes.");
		line("What is allocated for each buffer by itself shows where it holds 7 bytes.");
		line("");
		decoderTable("nanoseconds per byte", rows, buffers, false);
		decoderTable("bytes allocated per byte of the stream", rows, buffers, true);
	}

	private void decoderTable(String title, List<DecoderRun.Row> rows, List<String> buffers, boolean bytes) {
		line("| %s; bytes of an event | %s |", title, String.join(" | ", buffers));
		line("|---%s|", "|---".repeat(buffers.size()));
		rows.stream().map(DecoderRun.Row::eventSize).distinct().forEach((size) -> {
			String cells = rows.stream()
				.filter((row) -> row.eventSize() == size)
				.map((row) -> number((bytes ? row.bytes() : row.nanos()) / size))
				.collect(Collectors.joining(" | "));
			line("| %,d | %s |", size, cells);
		});
		line("");
	}

	private void startup(StartupRun.Startup startup) {
		line("## The start of an application");
		line("");
		line("An empty WebFlux application that also has `spring-boot-starter-webclient`, started in a fresh JVM (Java %s) "
				+ "in turn with and without the starter's own jars; medians of 7.", startup.java());
		line("The JVM's cache is its %s, filled by one start before.", startup.cache());
		line("");
		line("| | | without | with | added |");
		line("|---|---|---|---|---|");
		for (StartupMode mode : StartupMode.values()) {
			Start without = startup.without().get(mode);
			Start with = startup.with().get(mode);
			startupRow("ms until ready", mode.title(), without.millis(), with.millis());
			startupRow("ms of processor time until ready", mode.title(), without.cpuMillis(), with.cpuMillis());
			startupRow("classes loaded", mode.title(), without.classes(), with.classes());
		}
		startupRow("kB of jars", "", startup.otherBytes() / 1e3, (startup.otherBytes() + startup.ownBytes()) / 1e3);
		line("");
		line("The starter adds its own %d jars and no others: `mvn -pl together-spring-boot-starter -am dependency:tree "
				+ "-Dscope=runtime` shows what `spring-boot-starter-webclient` brings.", startup.ownJars());
		line("");
	}

	private void startupRow(String what, String mode, double without, double with) {
		line("| %s | %s | %s | %s | %s |", what, mode, whole(without), whole(with), whole(with - without));
	}

	private static String failure(Measurements measurements, ContenderKind client, String task) {
		String failure = measurements.failure(client, task);
		return (failure != null) ? failure.replaceAll("[|\\r\\n]", " ") : "not measured";
	}

	private static String number(double value) {
		if (Double.isNaN(value)) {
			return "";
		}
		String format = (value >= 10) ? "%.1f" : "%.2f";
		return String.format(Locale.ROOT, (value >= 100) ? "%,.0f" : format, value);
	}

	private static String whole(double value) {
		return String.format(Locale.ROOT, "%,.0f", value);
	}

	private void line(String format, Object... args) {
		this.text.append((args.length != 0) ? String.format(Locale.ROOT, format, args) : format).append('\n');
	}

}
