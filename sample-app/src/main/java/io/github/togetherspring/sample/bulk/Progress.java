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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows the progress on standard error: as a bar on a terminal, otherwise as occasional
 * lines.
 */
final class Progress implements AutoCloseable {

	// Set, because the library would ask the terminal, after which the JVM no longer
	// receives Ctrl-C.
	private static final int LINE_LENGTH = 79;

	private static final int LINE_INTERVAL_MILLIS = 10_000;

	private final ProgressBar bar;

	private Progress(ProgressBar bar) {
		this.bar = bar;
	}

	/**
	 * Show a progress.
	 * @param task the name of the task
	 * @param total the number of lines
	 * @param done the number of lines that are already done
	 * @param failed the number of these that failed
	 * @return the progress
	 */
	static Progress start(String task, long total, long done, long failed) {
		ProgressBarBuilder builder = ProgressBar.builder()
			.setTaskName(task)
			.setInitialMax(total)
			.startsFrom(done, Duration.ZERO)
			.setStyle(ProgressBarStyle.ASCII)
			.showSpeed();
		if (System.console() != null) {
			builder.setConsumer(new ConsoleProgressBarConsumer(System.err, LINE_LENGTH));
		}
		else {
			builder.setConsumer(new DelegatingProgressBarConsumer(newLines(), LINE_LENGTH))
				.setUpdateIntervalMillis(LINE_INTERVAL_MILLIS);
		}
		Progress progress = new Progress(builder.build());
		progress.showFailed(failed);
		return progress;
	}

	// The library prints the last line twice.
	private static Consumer<String> newLines() {
		AtomicReference<String> last = new AtomicReference<>("");
		return (line) -> {
			if (!line.equals(last.getAndSet(line))) {
				System.err.println(line);
			}
		};
	}

	/**
	 * Show that another line is done.
	 * @param failed the number of lines that failed so far
	 */
	void step(long failed) {
		showFailed(failed);
		this.bar.step();
	}

	private void showFailed(long failed) {
		if (failed > 0) {
			this.bar.setExtraMessage(", " + failed + " failed");
		}
	}

	@Override
	public void close() {
		this.bar.close();
	}

}
