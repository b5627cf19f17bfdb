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

package io.github.togetherspring.sample.batch.files;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.togetherspring.batch.CompletionProgress;
import io.github.togetherspring.batch.CompletionProgressListener;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/**
 * Shows the progress on standard error: as a bar on a terminal, otherwise as occasional
 * lines.
 */
@Component
class ProgressBarListener implements CompletionProgressListener {

	// Set, because the library would ask the terminal, after which the JVM no longer
	// receives Ctrl-C.
	private static final int LINE_LENGTH = 79;

	private static final int LINE_INTERVAL_MILLIS = 10_000;

	private final BatchCommand command;

	private @Nullable ProgressBar bar;

	ProgressBarListener(BatchCommand command) {
		this.command = command;
	}

	@Override
	public void onProgress(@Nullable StepExecution stepExecution, CompletionProgress progress) {
		ProgressBar bar = (this.bar != null) ? this.bar : start(progress);
		this.bar = bar;
		if (progress.totals().failed() > 0) {
			bar.setExtraMessage(", " + progress.totals().failed() + " failed");
		}
		bar.stepTo(progress.totals().items());
		if (progress.last()) {
			bar.close();
			this.bar = null;
		}
	}

	private ProgressBar start(CompletionProgress progress) {
		Long total = progress.total();
		ProgressBarBuilder builder = ProgressBar.builder()
			.setTaskName(String.valueOf(this.command.input().getFileName()))
			.setInitialMax((total != null) ? total : -1)
			.startsFrom(progress.totals().minus(progress.since()).items(), Duration.ZERO)
			.setStyle(ProgressBarStyle.ASCII)
			.showSpeed();
		if (System.console() != null) {
			builder.setConsumer(new ConsoleProgressBarConsumer(System.err, LINE_LENGTH));
		}
		else {
			builder.setConsumer(new DelegatingProgressBarConsumer(newLines(), LINE_LENGTH))
				.setUpdateIntervalMillis(LINE_INTERVAL_MILLIS);
		}
		return builder.build();
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

}
