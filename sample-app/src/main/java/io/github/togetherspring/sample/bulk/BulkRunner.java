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
import java.util.concurrent.CompletableFuture;

import io.github.togetherspring.completions.CompletionsClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs a file of requests with the option {@code --bulk}, and sets the exit code. If the
 * application is shut down meanwhile, the calls are cancelled before the client stops.
 */
@Component
public class BulkRunner implements ApplicationRunner, ExitCodeGenerator, SmartLifecycle {

	private static final int STOPPED = 1;

	private static final int REFUSED = 2;

	private static final int SOME_FAILED = 3;

	private final CompletionsClient client;

	private final JsonMapper mapper;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile @Nullable BulkJob job;

	private int exitCode;

	BulkRunner(CompletionsClient client, JsonMapper mapper) {
		this.client = client;
		this.mapper = mapper;
	}

	/**
	 * Return whether a command line has the option {@code --bulk}.
	 * @param args the command line
	 * @return {@code true} if a file is run
	 */
	public static boolean isAskedFor(String... args) {
		return new DefaultApplicationArguments(args).containsOption(BulkCommand.INPUT);
	}

	@Override
	public void run(ApplicationArguments args) {
		if (!args.containsOption(BulkCommand.INPUT)) {
			return;
		}
		try {
			BulkJob job = new BulkJob(BulkCommand.of(args), this.client, this.mapper);
			this.job = job;
			this.exitCode = tell(job.run());
		}
		catch (BulkRefusedException ex) {
			refuse(ex.getMessage());
		}
		catch (IOException | UncheckedIOException ex) {
			refuse(ex.toString());
		}
		finally {
			this.job = null;
			this.ended.complete(null);
		}
	}

	private static int tell(Summary summary) {
		System.out.println(summary);
		if (!summary.isComplete()) {
			return STOPPED;
		}
		return (summary.failed() > 0) ? SOME_FAILED : 0;
	}

	private void refuse(@Nullable String reason) {
		System.err.println("Can't run the bulk: " + reason);
		this.exitCode = REFUSED;
	}

	@Override
	public int getExitCode() {
		return this.exitCode;
	}

	@Override
	public void start() {
	}

	@Override
	public void stop() {
		BulkJob running = this.job;
		if (running != null) {
			running.stop();
		}
	}

	@Override
	public void stop(Runnable callback) {
		stop();
		this.ended.thenRun(callback);
	}

	@Override
	public boolean isRunning() {
		return this.job != null;
	}

}
