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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.togetherspring.completions.BudgetExceededException;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.DefaultJobKeyGenerator;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobKeyGenerator;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.JobRestartException;
import org.springframework.batch.core.repository.JobRepository;

/**
 * Ensures that only one process at a time runs a job, recovers executions of dead
 * processes when they are started again, and stops executions of this process gracefully.
 */
public final class LockedJobs {

	private final JobKeyGenerator keys = new DefaultJobKeyGenerator();

	private final Map<String, JobLock> locks = new ConcurrentHashMap<>();

	private final @Nullable JobLockRegistry lockRegistry;

	private final JobRecovery recovery;

	private final JobRepository repository;

	private final RunningJobs runningJobs;

	/**
	 * Create locked jobs.
	 * @param repository the repository of the jobs
	 * @param lockRegistry lets one process at a time run a job instance. With
	 * {@code null}, nothing is known about other processes, and nothing is recovered.
	 * @param runningJobs records which executions run in this process
	 */
	public LockedJobs(JobRepository repository, @Nullable JobLockRegistry lockRegistry, RunningJobs runningJobs) {
		this(repository, lockRegistry, runningJobs, Set::of);
	}

	/**
	 * Create locked jobs with steps that other processes may execute.
	 * @param repository the repository of the jobs
	 * @param lockRegistry lets one process at a time run a job instance. With
	 * {@code null}, nothing is known about other processes, and nothing is recovered.
	 * @param runningJobs records which executions run in this process
	 * @param stepsElsewhere returns the ids of step executions that other processes may
	 * run even if the process of their job has died. They are not recovered.
	 */
	public LockedJobs(JobRepository repository, @Nullable JobLockRegistry lockRegistry, RunningJobs runningJobs,
			Supplier<Set<Long>> stepsElsewhere) {
		this.lockRegistry = lockRegistry;
		this.repository = repository;
		this.recovery = new JobRecovery(repository, stepsElsewhere);
		this.runningJobs = runningJobs;
	}

	/**
	 * Return an operator that recovers what it starts and stops gracefully.
	 * <p>
	 * If another process runs a job instance, starting it fails with a
	 * {@link JobExecutionAlreadyRunningException}, and restarting it with a
	 * {@link JobRestartException}. If an execution is recorded as running but no process
	 * runs it, it is marked as failed first, so that the start continues it.
	 * @param operator the operator that does the work
	 * @return the operator to use
	 */
	public JobOperator decorate(JobOperator operator) {
		return (JobOperator) proxy(operator, this::operate);
	}

	/**
	 * Return a job whose executions are recorded as running in this process.
	 * @param job the job
	 * @return the job to use, with the same interfaces
	 */
	public Job decorate(Job job) {
		return (Job) proxy(job, this::execute);
	}

	/**
	 * Ensure that this process holds the lock of the job instance of an execution, and
	 * acquire it again if it was lost.
	 * @param execution an execution of this process
	 * @return {@code false} if another process has acquired the lock in the meantime
	 * @throws org.springframework.dao.DataAccessException if this can't be determined now
	 */
	public boolean renewLock(JobExecution execution) {
		JobLock lock = this.locks.get(instance(execution.getJobInstance().getJobName(), execution.getJobParameters()));
		return lock == null || lock.renew();
	}

	private static Object proxy(Object target, MethodInterceptor interceptor) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.addAdvice(interceptor);
		return factory.getProxy(target.getClass().getClassLoader());
	}

	private @Nullable Object operate(MethodInvocation invocation) throws Throwable {
		if (!invocation.getMethod().getName().matches("(re)?start.*")) {
			return operateNow(invocation);
		}
		this.runningJobs.beginStart();
		try {
			return operateNow(invocation);
		}
		finally {
			this.runningJobs.endStart();
		}
	}

	private @Nullable Object operateNow(MethodInvocation invocation) throws Throwable {
		@Nullable Object[] arguments = invocation.getArguments();
		switch (invocation.getMethod().getName()) {
			case "start" -> {
				if (arguments[0] instanceof Job job && job.getJobParametersIncrementer() == null
						&& arguments[1] instanceof JobParameters parameters) {
					return start(job.getName(), parameters, invocation);
				}
			}
			case "restart" -> {
				if (arguments[0] instanceof JobExecution execution) {
					return restart(execution, invocation);
				}
			}
			case "stop" -> {
				if (arguments[0] instanceof JobExecution execution && this.runningJobs.requestStop(execution)) {
					return true;
				}
			}
			default -> {
			}
		}
		return invocation.proceed();
	}

	private @Nullable Object restart(JobExecution execution, MethodInvocation invocation) throws Throwable {
		try {
			return start(execution.getJobInstance().getJobName(), execution.getJobParameters(), invocation);
		}
		catch (JobExecutionAlreadyRunningException ex) {
			throw new JobRestartException(String.valueOf(ex.getMessage()), ex);
		}
	}

	private @Nullable Object start(String jobName, JobParameters parameters, MethodInvocation invocation)
			throws Throwable {
		if (this.lockRegistry == null) {
			return invocation.proceed();
		}
		String instance = instance(jobName, parameters);
		JobLock lock = this.lockRegistry.tryLock(instance);
		if (lock == null) {
			throw new JobExecutionAlreadyRunningException(
					"The job '" + jobName + "' with these parameters is run by another process, or by this one");
		}
		this.locks.put(instance, lock);
		boolean started = false;
		try {
			this.recovery.recover(jobName, parameters);
			Object execution = invocation.proceed();
			started = execution instanceof JobExecution running && running.isRunning();
			return execution;
		}
		finally {
			if (!started) {
				release(instance, lock);
			}
		}
	}

	private @Nullable Object execute(MethodInvocation invocation) throws Throwable {
		if (!invocation.getMethod().getName().equals("execute")
				|| !(invocation.getArguments()[0] instanceof JobExecution execution)) {
			return invocation.proceed();
		}
		String instance = instance(execution.getJobInstance().getJobName(), execution.getJobParameters());
		JobLock lock = (this.lockRegistry != null) ? this.locks.computeIfAbsent(instance, this.lockRegistry::tryLock)
				: null;
		this.runningJobs.begin(execution);
		try {
			Object result = invocation.proceed();
			describeStop(execution);
			return result;
		}
		finally {
			release(instance, lock);
			this.runningJobs.end(execution);
		}
	}

	// Spring Batch records only that the job was interrupted.
	private void describeStop(JobExecution execution) {
		if (execution.getStatus() != BatchStatus.STOPPED) {
			return;
		}
		execution.getStepExecutions()
			.stream()
			.flatMap((step) -> step.getFailureExceptions().stream())
			.filter(BudgetExceededException.class::isInstance)
			.findFirst()
			.ifPresent((exceeded) -> {
				execution
					.setExitStatus(execution.getExitStatus().addExitDescription(String.valueOf(exceeded.getMessage())));
				this.repository.update(execution);
			});
	}

	private String instance(String jobName, JobParameters parameters) {
		return jobName + ":" + this.keys.generateKey(parameters);
	}

	// Only this lock: the instance may have been locked again in the meantime.
	private void release(String instance, @Nullable JobLock lock) {
		if (lock != null && this.locks.remove(instance, lock)) {
			lock.close();
		}
	}

}
