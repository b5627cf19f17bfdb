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

package io.github.togetherspring.test.autoconfigure;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import org.jspecify.annotations.Nullable;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/**
 * Resets the simulator before each test, and checks after the test that all requests had
 * scripted responses, in strict mode.
 */
class SimulatorTestExecutionListener implements TestExecutionListener {

	@Override
	public void beforeTestMethod(TestContext testContext) {
		AutoConfigureTogetherSimulator annotation = annotation(testContext);
		if (annotation != null) {
			TogetherSimulator simulator = SimulatorContextCustomizer.simulator(testContext.getApplicationContext());
			simulator.reset();
			// Set per test class, so that all classes share a context.
			simulator.strict(annotation.strict());
			if (annotation.rateLimit()) {
				simulator.limitRate(SimulatedRateLimit.builder().timeFactor(annotation.rateLimitTimeFactor()).build());
			}
		}
	}

	@Override
	public void afterTestExecution(TestContext testContext) {
		if (annotation(testContext) != null && testContext.getTestException() == null) {
			SimulatorContextCustomizer.simulator(testContext.getApplicationContext()).verifyAllMatched();
		}
	}

	private static @Nullable AutoConfigureTogetherSimulator annotation(TestContext testContext) {
		return TestContextAnnotationUtils.findMergedAnnotation(testContext.getTestClass(),
				AutoConfigureTogetherSimulator.class);
	}

}
