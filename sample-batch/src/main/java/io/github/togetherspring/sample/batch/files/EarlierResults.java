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

import java.nio.file.Files;
import java.nio.file.StandardCopyOption;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The first and the last step of a job. If failed requests are resent, they keep the
 * earlier results in another file until the output is complete.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(BatchCommand.class)
class EarlierResults {

	// Before a kill, it may already have been moved.
	@Bean
	Step keepEarlierResults(JobRepository repository, PlatformTransactionManager transactionManager,
			BatchCommand command) {
		return new StepBuilder("keepEarlierResults", repository).tasklet((contribution, context) -> {
			if (isRetry(contribution.getStepExecution()) && !Files.exists(command.previous())) {
				Files.move(command.output(), command.previous(), StandardCopyOption.ATOMIC_MOVE);
			}
			return RepeatStatus.FINISHED;
		}, transactionManager).build();
	}

	private static boolean isRetry(StepExecution stepExecution) {
		Long pass = stepExecution.getJobParameters().getLong(FileJobRunner.PASS);
		return pass != null && pass > 1;
	}

	@Bean
	Step removeEarlierResults(JobRepository repository, PlatformTransactionManager transactionManager,
			BatchCommand command) {
		return new StepBuilder("removeEarlierResults", repository).tasklet((contribution, context) -> {
			Files.deleteIfExists(command.previous());
			return RepeatStatus.FINISHED;
		}, transactionManager).build();
	}

}
