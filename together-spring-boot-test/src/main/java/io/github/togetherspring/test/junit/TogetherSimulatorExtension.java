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

package io.github.togetherspring.test.junit;

import io.github.togetherspring.simulator.TogetherSimulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts a simulator for tests, resets it before each test and stops it afterwards. In
 * strict mode, a test fails if it makes a request without a scripted response.
 *
 * <pre class="code">
 * &#064;RegisterExtension
 * static final TogetherSimulatorExtension simulator = new TogetherSimulatorExtension();
 * </pre>
 *
 * With a static field, or with {@code @ExtendWith} on the class, all tests of the class
 * share one simulator and must run one after the other. With an instance field, each test
 * has its own, and tests can run in parallel. The simulator can be a parameter of test
 * methods, of type {@link TogetherSimulator}.
 */
public final class TogetherSimulatorExtension implements BeforeAllCallback, BeforeEachCallback,
		AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

	private final TogetherSimulator.Builder builder;

	private @Nullable TogetherSimulator simulator;

	// The test or class that started it, as opposed to a nested class.
	private @Nullable String owner;

	/**
	 * Create an extension with the default settings.
	 */
	public TogetherSimulatorExtension() {
		this(TogetherSimulator.builder());
	}

	/**
	 * Create an extension with other settings.
	 * @param builder the settings
	 */
	public TogetherSimulatorExtension(TogetherSimulator.Builder builder) {
		this.builder = builder;
	}

	/**
	 * Return the simulator, which is started by the first call.
	 * @return the running simulator
	 */
	public synchronized TogetherSimulator simulator() {
		if (this.simulator == null) {
			this.simulator = this.builder.start();
		}
		return this.simulator;
	}

	/**
	 * Return the base URL for a client, which ends with {@code /v1}.
	 * @return the base URL
	 */
	public String baseUrl() {
		return simulator().baseUrl();
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		begin(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		begin(context);
		simulator().reset();
	}

	@Override
	public void afterTestExecution(ExtensionContext context) {
		if (context.getExecutionException().isEmpty()) {
			simulator().verifyAllMatched();
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		end(context);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		end(context);
	}

	private synchronized void begin(ExtensionContext context) {
		if (this.owner == null) {
			this.owner = context.getUniqueId();
		}
	}

	private synchronized void end(ExtensionContext context) {
		if (context.getUniqueId().equals(this.owner)) {
			this.owner = null;
			if (this.simulator != null) {
				this.simulator.close();
				this.simulator = null;
			}
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return parameterContext.getParameter().getType() == TogetherSimulator.class;
	}

	@Override
	public TogetherSimulator resolveParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return simulator();
	}

}
