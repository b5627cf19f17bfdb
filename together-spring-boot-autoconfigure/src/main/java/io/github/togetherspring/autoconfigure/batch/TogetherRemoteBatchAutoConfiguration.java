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

package io.github.togetherspring.autoconfigure.batch;

import java.util.Set;

import io.github.togetherspring.autoconfigure.TogetherBatchProperties.Role;
import io.github.togetherspring.batch.PartitionedSteps;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.github.togetherspring.batch.remote.LocalPartitionedSteps;
import io.github.togetherspring.batch.remote.UnfinishedPartitions;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for partitions of steps, in this
 * process or on many machines.
 */
@AutoConfiguration(after = TogetherBatchLifecycleAutoConfiguration.class,
		afterName = "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration")
@ConditionalOnClass({ PartitionedSteps.class, JobRepository.class })
@ConditionalOnBean({ BatchSettings.class, JobRepository.class, RunningJobs.class })
@Import({ RemoteBatchConfigurations.Rabbit.class, RemoteBatchConfigurations.Partitions.class,
		RemoteBatchConfigurations.Worker.class, RemoteBatchConfigurations.WorkerHealth.class,
		RemoteBatchConfigurations.Manager.class, RemoteBatchConfigurations.Metrics.class,
		RemoteBatchConfigurations.Local.class })
public final class TogetherRemoteBatchAutoConfiguration {

	TogetherRemoteBatchAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(PartitionedSteps.class)
	@ConditionalOnRole(Role.LOCAL)
	PartitionedSteps localPartitionedSteps(JobRepository repository, BatchSettings settings,
			ObjectProvider<UnfinishedPartitions> partitionsElsewhere) {
		return new LocalPartitionedSteps(repository, settings.partitions(), () -> {
			UnfinishedPartitions elsewhere = partitionsElsewhere.getIfAvailable();
			return (elsewhere != null) ? elsewhere.get() : Set.of();
		});
	}

}
