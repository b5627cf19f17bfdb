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

package io.github.togetherspring.sample.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.sample.json.BulkLine;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the requests of a file. The input is read twice at the same time: ahead of the
 * results, for the requests, and line by line with the results. Therefore no lines need
 * to be kept in memory, however many there are between two requests.
 */
final class BulkJob {

	private final BulkCommand command;

	private final CompletionsClient client;

	private final JsonMapper mapper;

	private final Sinks.Empty<Void> stop = Sinks.empty();

	private volatile boolean stopped;

	BulkJob(BulkCommand command, CompletionsClient client, JsonMapper mapper) {
		this.command = command;
		this.client = client;
		this.mapper = mapper;
	}

	/**
	 * Complete the output.
	 * @return the summary
	 * @throws IOException if a file can't be read or written
	 * @throws BulkRefusedException if the output belongs to another input
	 */
	Summary run() throws IOException {
		Fingerprint input = Fingerprint.of(this.command.input());
		try (OutputClaim claim = OutputClaim.of(this.command, input); ResultFile results = claim.open()) {
			return run(input, results);
		}
	}

	/**
	 * Cancel the active calls. Results that have been written are kept.
	 */
	void stop() {
		this.stopped = true;
		this.stop.tryEmitEmpty();
	}

	private Summary run(Fingerprint input, ResultFile results) throws IOException {
		long start = results.lines();
		long startTime = System.nanoTime();
		String name = String.valueOf(this.command.input().getFileName());
		try (Progress progress = Progress.start(name, input.lines(), start, results.failed())) {
			write(results, progress);
		}
		Summary summary = new Summary(input.lines(), results.lines(), results.failed(), results.lines() - start,
				Duration.ofNanos(System.nanoTime() - startTime));
		if (summary.isComplete()) {
			Files.deleteIfExists(this.command.previous());
		}
		return summary;
	}

	private void write(ResultFile results, Progress progress) throws IOException {
		long start = results.lines();
		try (Tasks tasks = new Tasks(this.command, this.mapper, start);
				Stream<BulkResult> calls = calls(start).toStream(1)) {
			Iterator<BulkResult> ended = calls.iterator();
			Task task = tasks.next();
			while (task != null && !this.stopped) {
				ResultLine line = result(task, ended);
				if (line == null) {
					return;
				}
				results.append(line);
				progress.step(results.failed());
				task = tasks.next();
			}
		}
	}

	private static @Nullable ResultLine result(Task task, Iterator<BulkResult> ended) {
		if (task.result() != null) {
			return task.result();
		}
		return ended.hasNext() ? ResultLine.of(BulkLine.of(task.index(), ended.next())) : null;
	}

	private Flux<BulkResult> calls(long start) {
		Flux<CompletionRequest> requests = Flux
			.<CompletionRequest, Tasks>generate(() -> new Tasks(this.command, this.mapper, start), BulkJob::emitRequest,
					BulkJob::close)
			.subscribeOn(Schedulers.boundedElastic());
		return this.client.createAll(requests, (options) -> options.concurrency(this.command.concurrency()))
			.takeUntilOther(this.stop.asMono());
	}

	private static Tasks emitRequest(Tasks tasks, SynchronousSink<CompletionRequest> sink) {
		try {
			Task task = tasks.next();
			while (task != null && task.request() == null) {
				task = tasks.next();
			}
			if (task == null || task.request() == null) {
				sink.complete();
			}
			else {
				sink.next(task.request());
			}
			return tasks;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void close(Tasks tasks) {
		try {
			tasks.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
