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

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.batch.UnfinishedStepException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;
import org.springframework.batch.infrastructure.item.WriteFailedException;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Runs the job of the command line, and sets the exit code.
 * <p>
 * There is a job instance for each output, content of the input, and pass: the first one,
 * and another each time that failed requests are resent. A pass that was interrupted, in
 * whatever way, is continued.
 */
@Component
@ConditionalOnBean(BatchCommand.class)
class FileJobRunner implements ApplicationRunner, ApplicationListener<ContextClosedEvent>, ExitCodeGenerator {

	static final String LINES = "lines";

	static final String PASS = "pass";

	static final String INPUT = "input";

	static final String OUTPUT = "output";

	private static final Log logger = LogFactory.getLog(FileJobRunner.class);

	private static final int UNFINISHED = 1;

	private static final int SOME_FAILED = 3;

	private static final int MAX_OUTAGES = 20;

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final BatchCommand command;

	private final Job job;

	private final JobOperator operator;

	private final JobRepository repository;

	private final SummaryPrinter summary;

	private final ConfigurableApplicationContext context;

	private final boolean remote;

	private final CountDownLatch closed = new CountDownLatch(1);

	private int exitCode;

	FileJobRunner(BatchCommand command, Job job, JobOperator operator, JobRepository repository, SummaryPrinter summary,
			ConfigurableApplicationContext context) {
		this.command = command;
		this.job = job;
		this.operator = operator;
		this.repository = repository;
		this.summary = summary;
		this.context = context;
		this.remote = Role.of(context.getEnvironment()) != Role.LOCAL;
	}

	@Override
	public void run(ApplicationArguments args) throws Exception {
		try {
			this.exitCode = this.remote ? runInSpiteOfOutages() : exitCode(run());
		}
		catch (DataAccessException | TransactionException ex) {
			// A stop closes the database, whatever is under way.
			if (!this.context.isClosed()) {
				report(ex);
			}
			this.exitCode = UNFINISHED;
		}
	}

	// A manager tolerates an outage while its step waits for workers. This also covers
	// outages while a step begins or ends.
	private int runInSpiteOfOutages() throws Exception {
		for (int outages = 0; outages < MAX_OUTAGES; outages++) {
			try {
				JobExecution execution = run();
				if (isComplete(execution) || !DatabaseOutage.hasEnded(execution)) {
					return exitCode(execution);
				}
			}
			catch (DataAccessException | TransactionException ex) {
				if (!DatabaseOutage.isCauseOf(ex)) {
					throw ex;
				}
			}
			if (this.closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
				return UNFINISHED;
			}
			logger.warn("The database was unavailable. The job is continued.");
		}
		return exitCode(run());
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.closed.countDown();
	}

	private JobExecution run() throws Exception {
		InputFile input = InputFile.of(this.command.input());
		long pass = lastPass(input);
		JobExecution last = last(input, pass);
		if (last == null) {
			checkNoOtherJobHasBegun(input);
			checkNothingIsOverwritten();
		}
		else if (isComplete(last)) {
			checkOutputExists();
		}
		JobExecution execution = (last != null && isComplete(last)) ? last : start(input, pass);
		if (isRetry(last, pass) && isComplete(execution) && this.summary.failed(execution) > 0) {
			execution = start(input, pass + 1);
		}
		else if (execution == last) {
			this.summary.printAgain(execution);
		}
		return execution;
	}

	// An interrupted retry is continued instead of starting another one.
	private boolean isRetry(@Nullable JobExecution last, long pass) {
		return this.command.retryFailed() && last != null && (pass == 1 || isComplete(last));
	}

	private long lastPass(InputFile input) {
		long pass = 1;
		while (last(input, pass + 1) != null) {
			pass++;
		}
		return pass;
	}

	private @Nullable JobExecution last(InputFile input, long pass) {
		return this.repository.getLastJobExecution(this.job.getName(), parameters(input, pass));
	}

	private JobParameters parameters(InputFile input, long pass) {
		return new JobParametersBuilder().addString(OUTPUT, this.command.output().toString())
			.addString("input.sha256", input.sha256())
			.addLong(PASS, pass)
			.addString(INPUT, input.file().toString(), false)
			.addLong(LINES, input.lines(), false)
			.toJobParameters();
	}

	// One machine and many machines use different jobs, even in the same database.
	private void checkNoOtherJobHasBegun(InputFile input) {
		for (String other : List.of(FileJobConfiguration.JOB, MachinesJobConfiguration.JOB)) {
			if (!other.equals(this.job.getName())
					&& this.repository.getLastJobExecution(other, parameters(input, 1)) != null) {
				throw new RefusedException(this.command.output() + " belongs to a job that was started with --role="
						+ (this.remote ? "local" : "manager") + ". Continue it so, or name another file with --out");
			}
		}
	}

	private void checkNothingIsOverwritten() throws IOException {
		boolean hasContent = Files.exists(this.command.output()) && Files.size(this.command.output()) > 0;
		if (hasContent || Files.exists(this.command.previous())) {
			throw new RefusedException(this.command.output()
					+ " has something else in it, or results of another input, " + "or " + this.command.input()
					+ " was changed since. Restore the input, or name another file " + "with --out");
		}
	}

	private void checkOutputExists() {
		if (!Files.exists(this.command.output())) {
			throw new RefusedException(this.command.output() + " was complete and is missing. Restore it, or name "
					+ "another file with --out");
		}
	}

	private JobExecution start(InputFile input, long pass) throws Exception {
		try {
			return this.operator.start(this.job, parameters(input, pass));
		}
		catch (JobExecutionAlreadyRunningException ex) {
			throw new RefusedException(
					this.command.output() + " is being written by another process; wait for its end");
		}
	}

	private static boolean isComplete(JobExecution execution) {
		return execution.getStatus() == BatchStatus.COMPLETED;
	}

	@Override
	public int getExitCode() {
		return this.exitCode;
	}

	private int exitCode(JobExecution execution) {
		if (isComplete(execution)) {
			return (this.summary.failed(execution) > 0) ? SOME_FAILED : 0;
		}
		if (execution.getStatus() != BatchStatus.STOPPED) {
			execution.getAllFailureExceptions().forEach(FileJobRunner::report);
		}
		return UNFINISHED;
	}

	private static void report(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnfinishedStepException) {
				System.err.println("The job was ended: " + cause.getMessage());
				return;
			}
			if (concernsFiles(cause)) {
				throw new RefusedException(String.valueOf(cause.getMessage()));
			}
		}
		logger.error("The job failed. Fix the cause and run the same command again to continue it.", failure);
	}

	private static boolean concernsFiles(Throwable failure) {
		return failure instanceof ItemStreamException || failure instanceof WriteFailedException
				|| failure instanceof NonTransientResourceException;
	}

}
