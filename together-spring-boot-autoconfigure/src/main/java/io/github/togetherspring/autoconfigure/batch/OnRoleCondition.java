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

import java.util.List;

import io.github.togetherspring.autoconfigure.TogetherBatchProperties.Role;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The condition of {@link ConditionalOnRole}.
 */
class OnRoleCondition extends SpringBootCondition {

	static final String PROPERTY = "together.batch.role";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		MergedAnnotation<ConditionalOnRole> annotation = metadata.getAnnotations().get(ConditionalOnRole.class);
		List<Role> roles = List.of(annotation.getEnumArray(MergedAnnotation.VALUE, Role.class));
		Role role = role(context.getEnvironment());
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnRole.class);
		return roles.contains(role) ? ConditionOutcome.match(message.foundExactly("role " + role))
				: ConditionOutcome.noMatch(message.because("the role is " + role));
	}

	static Role role(Environment environment) {
		return Binder.get(environment).bind(PROPERTY, Role.class).orElse(Role.LOCAL);
	}

}
