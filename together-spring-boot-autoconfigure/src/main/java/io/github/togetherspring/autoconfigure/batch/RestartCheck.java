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
import io.github.togetherspring.internal.diagnostics.ImpossibleRestartException;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Rejects a {@link CompletionItemReader} that saves its state if the job repository does
 * not keep it.
 */
class RestartCheck implements BeanPostProcessor {

	private final ObjectProvider<JobRepository> repository;

	RestartCheck(ObjectProvider<JobRepository> repository) {
		this.repository = repository;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		// A scoped proxy has no target yet, which is checked when it is created.
		if (bean instanceof CompletionItemReader<?> reader && !(bean instanceof ScopedObject) && reader.isSaveState()
				&& forgets(this.repository)) {
			throw new ImpossibleRestartException(beanName.replace("scopedTarget.", ""));
		}
		return bean;
	}

	private static boolean forgets(ObjectProvider<JobRepository> repository) {
		JobRepository available = repository.getIfUnique();
		return available != null
				&& ResourcelessJobRepository.class.isAssignableFrom(AopProxyUtils.ultimateTargetClass(available));
	}

}
