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
 * Runs a simulator for tests, resets it before each of them and stops it after them. In
 * strict mode a test fails that made a request for which nothing was scripted.
 *
 * <pre class="code">
 * &#064;RegisterExtension
 * static final TogetherSimulatorExtension simulator = new TogetherSimulatorExtension();
 * </pre>
 *
 * In a static field, or with {@code @ExtendWith} on the class, there is one simulator for
 * the class, whose tests must then run one after the other. In a field that isn't static,
 * each test has its own, and tests may run in parallel. Methods get it as a parameter of
 * type {@link TogetherSimulator}.
 */
public final class TogetherSimulatorExtension implements BeforeAllCallback, BeforeEachCallback,
		AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

	private final TogetherSimulator.Builder builder;

	private @Nullable TogetherSimulator simulator;

	// Which test or class began, so that the end of a nested class isn't the end.
	private @Nullable String owner;

	/**
	 * Run a simulator with its usual settings.
	 */
	public TogetherSimulatorExtension() {
		this(TogetherSimulator.builder());
	}

	/**
	 * Run a simulator with the given settings.
	 * @param builder the settings
	 */
	public TogetherSimulatorExtension(TogetherSimulator.Builder builder) {
		this.builder = builder;
	}

	/**
	 * Return the simulator, which is started when it is first asked for.
	 * @return the running simulator
	 */
	public synchronized TogetherSimulator simulator() {
		if (this.simulator == null) {
			this.simulator = this.builder.start();
		}
		return this.simulator;
	}

	/**
	 * Return the address that a client needs, which ends with {@code /v1}.
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
