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
import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.batch.PartitionsProgress;
import io.github.togetherspring.batch.PartitionsProgressListener;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Shows the progress on standard error: as a bar on a terminal, otherwise as occasional
 * lines.
 */
@Component
@ConditionalOnBean(BatchCommand.class)
class ProgressBarListener implements CompletionProgressListener, PartitionsProgressListener {

	// Set, because the library would ask the terminal, after which the JVM no longer
	// receives Ctrl-C.
	private static final int LINE_LENGTH = 79;

	private static final int LINE_INTERVAL_MILLIS = 10_000;

	private final BatchCommand command;

	private final boolean local;

	private @Nullable ProgressBar bar;

	ProgressBarListener(BatchCommand command, Environment environment) {
		this.command = command;
		this.local = Role.of(environment) == Role.LOCAL;
	}

	// Otherwise, it is a partition. The manager shows all partitions together.
	@Override
	public void onProgress(@Nullable StepExecution stepExecution, CompletionProgress progress) {
		if (this.local) {
			show(progress.total(), progress.totals().minus(progress.delta()), progress.totals(), "", progress.isLast());
		}
	}

	@Override
	public void onProgress(StepExecution stepExecution, PartitionsProgress progress) {
		show(stepExecution.getJobParameters().getLong(FileJobRunner.LINES), progress.earlier(), progress.totals(),
				", workers: " + progress.workers(), progress.isLast());
	}

	private void show(@Nullable Long total, CompletionTotals earlier, CompletionTotals totals, String message,
			boolean last) {
		ProgressBar bar = (this.bar != null) ? this.bar : start(total, earlier);
		this.bar = bar;
		bar.setExtraMessage((totals.failed() > 0) ? message + ", " + totals.failed() + " failed" : message);
		bar.stepTo(totals.items());
		if (last) {
			bar.close();
			this.bar = null;
		}
	}

	private ProgressBar start(@Nullable Long total, CompletionTotals earlier) {
		ProgressBarBuilder builder = ProgressBar.builder()
			.setTaskName(String.valueOf(this.command.input().getFileName()))
			.setInitialMax((total != null) ? total : -1)
			.startsFrom(earlier.items(), Duration.ZERO)
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
