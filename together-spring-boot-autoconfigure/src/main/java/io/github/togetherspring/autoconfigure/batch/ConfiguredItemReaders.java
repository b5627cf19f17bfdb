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

import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.batch.CompletionProgressListener;
import io.github.togetherspring.batch.FailurePolicy;
import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.github.togetherspring.batch.remote.RemotePartitions;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.client.DefaultCompletionsClient;

import org.springframework.beans.factory.ObjectProvider;

/**
 * {@link CompletionItemReaders} with the properties and beans of the application.
 */
class ConfiguredItemReaders implements CompletionItemReaders {

	private final BatchSettings settings;

	private final FailurePolicy failurePolicy;

	private final TokenPrices prices;

	private final ObjectProvider<CompletionsClient> client;

	private final ObjectProvider<CompletionProgressListener> listeners;

	private final ObjectProvider<RunningJobs> runningJobs;

	private final ObjectProvider<RemotePartitions> partitions;

	private final ObjectProvider<JobBudget> budget;

	ConfiguredItemReaders(BatchSettings settings, FailurePolicy failurePolicy, TokenPrices prices,
			ObjectProvider<CompletionsClient> client, ObjectProvider<CompletionProgressListener> listeners,
			ObjectProvider<RunningJobs> runningJobs, ObjectProvider<RemotePartitions> partitions,
			ObjectProvider<JobBudget> budget) {
		this.settings = settings;
		this.failurePolicy = failurePolicy;
		this.prices = prices;
		this.client = client;
		this.listeners = listeners;
		this.runningJobs = runningJobs;
		this.partitions = partitions;
		this.budget = budget;
	}

	@Override
	public <T> CompletionItemReader.Builder<T> reader(String name) {
		return reader(name, this.client.getObject());
	}

	@Override
	public <T> CompletionItemReader.Builder<T> reader(String name, CompletionsClient client) {
		CompletionItemReader.Builder<T> builder = CompletionItemReader.<T>builder(paced(client))
			.name(name)
			.failurePolicy(this.failurePolicy)
			.prices(this.prices);
		this.settings.applyTo(builder);
		this.runningJobs.ifAvailable((runningJobs) -> builder.stopWhen(runningJobs::isStopRequested));
		this.partitions.ifAvailable((partitions) -> builder.callLimit(partitions::callLimit));
		this.budget.ifAvailable(builder::budget);
		this.listeners.orderedStream().forEach(builder::listener);
		return builder;
	}

	// Mocks and decorators remain what they are.
	private static CompletionsClient paced(CompletionsClient client) {
		return (client instanceof DefaultCompletionsClient own) ? own.forJobs() : client;
	}

}
