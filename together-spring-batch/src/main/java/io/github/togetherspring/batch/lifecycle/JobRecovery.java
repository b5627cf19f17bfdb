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

package io.github.togetherspring.batch.lifecycle;

import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Marks executions as failed that the repository records as running although no process
 * runs them. Steps that other processes may still run are left alone.
 */
final class JobRecovery {

	private static final Log logger = LogFactory.getLog(JobRecovery.class);

	private final JobRepository repository;

	private final Supplier<Set<Long>> stepsElsewhere;

	JobRecovery(JobRepository repository, Supplier<Set<Long>> stepsElsewhere) {
		this.repository = repository;
		this.stepsElsewhere = stepsElsewhere;
	}

	/**
	 * Recover the executions of a job instance. The caller holds its lock.
	 * @param jobName the name of the job
	 * @param parameters the parameters
	 */
	void recover(String jobName, JobParameters parameters) {
		JobInstance instance = this.repository.getJobInstance(jobName, parameters);
		List<JobExecution> executions = (instance != null) ? this.repository.getJobExecutions(instance) : List.of();
		if (instance != null && executions.isEmpty()) {
			addExecution(instance, parameters, new ExecutionContext(), "The process died before the job began");
			return;
		}
		boolean recovered = false;
		Set<Long> elsewhere = this.stepsElsewhere.get();
		for (JobExecution execution : executions) {
			if (isUnfinished(execution)) {
				execution.getStepExecutions()
					.stream()
					.filter((step) -> !elsewhere.contains(step.getId()))
					.forEach((step) -> recover(step, executions));
				recover(execution);
				recovered = true;
			}
		}
		if (instance != null && recovered) {
			executions.stream()
				.max(Comparator.comparing(JobExecution::getId))
				.filter((last) -> isRunElsewhere(last, elsewhere))
				.ifPresent((last) -> addExecution(instance, last.getJobParameters(), last.getExecutionContext(),
						"Other processes still run steps of job execution " + last.getId()));
		}
	}

	private static boolean isRunElsewhere(JobExecution execution, Set<Long> elsewhere) {
		return execution.getStepExecutions()
			.stream()
			.anyMatch((step) -> step.getStatus().isRunning() && elsewhere.contains(step.getId()));
	}

	// An instance without executions can't be started, nor can an execution be restarted
	// while its steps run. After an execution without steps, both can.
	private void addExecution(JobInstance instance, JobParameters parameters, ExecutionContext context, String reason) {
		JobExecution added = this.repository.createJobExecution(instance, parameters, context);
		added.setStatus(BatchStatus.FAILED);
		added.setExitStatus(ExitStatus.FAILED.addExitDescription(reason));
		added.setEndTime(LocalDateTime.now());
		this.repository.update(added);
	}

	private void recover(StepExecution step, List<JobExecution> executions) {
		restoreState(step, executions);
		if (isUnfinished(step.getStatus())) {
			step.setStatus(BatchStatus.FAILED);
			step.setEndTime(LocalDateTime.now());
			this.repository.update(step);
		}
	}

	// A step has no state until its first save, when it receives that of the step it
	// continues. A kill in between leaves it without state.
	private void restoreState(StepExecution step, List<JobExecution> executions) {
		if (!isUnfinished(step.getStatus()) || !stateOf(step).isEmpty()) {
			return;
		}
		executions.stream()
			.flatMap((execution) -> execution.getStepExecutions().stream())
			.filter((earlier) -> earlier.getStepName().equals(step.getStepName()) && earlier.getId() < step.getId())
			.sorted(Comparator.comparing(StepExecution::getId).reversed())
			.map(this::stateOf)
			.filter((state) -> !state.isEmpty())
			.findFirst()
			.ifPresent((state) -> {
				step.setExecutionContext(state);
				this.repository.updateExecutionContext(step);
			});
	}

	private ExecutionContext stateOf(StepExecution step) {
		StepExecution stored = this.repository.getStepExecution(step.getId());
		return (stored != null) ? stored.getExecutionContext() : new ExecutionContext();
	}

	// UNKNOWN remains if the repository could not be reached at the end.
	private static boolean isUnfinished(JobExecution execution) {
		return isUnfinished(execution.getStatus())
				|| execution.getStepExecutions().stream().anyMatch((step) -> isUnfinished(step.getStatus()));
	}

	private static boolean isUnfinished(BatchStatus status) {
		return status.isRunning() || status == BatchStatus.UNKNOWN;
	}

	private void recover(JobExecution execution) {
		logger.warn(
				"The process of job execution " + execution.getId() + " of '" + execution.getJobInstance().getJobName()
						+ "' has died. It is marked as failed, and can be restarted.");
		execution.setStatus(BatchStatus.FAILED);
		execution.setEndTime(LocalDateTime.now());
		this.repository.update(execution);
	}

}
