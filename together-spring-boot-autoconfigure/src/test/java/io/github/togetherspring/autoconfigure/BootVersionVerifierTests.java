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

package io.github.togetherspring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link BootVersionVerifier}. That it runs early enough is tested on a real
 * Spring Boot 3, in {@code compatibility/boot-3}.
 */
class BootVersionVerifierTests {

	@ParameterizedTest
	@ValueSource(strings = { "3.5.11", "3.0.0-SNAPSHOT", "2.7.18" })
	void tooOld(String version) {
		assertThatExceptionOfType(UnsupportedBootVersionException.class).isThrownBy(() -> verify(version))
			.satisfies((failure) -> {
				FailureAnalysis analysis = new UnsupportedBootVersionFailureAnalyzer().analyze(failure);
				assertThat(analysis.getDescription()).contains("needs Spring Boot 4.0", "runs on " + version);
				assertThat(analysis.getAction()).contains("Update the application to Spring Boot 4");
			});
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "4.0.0", "4.1.2", "5.0.0-M1", "10.0.0" })
	void newEnough(@Nullable String version) {
		assertThatNoException().isThrownBy(() -> verify(version));
	}

	private static void verify(@Nullable String version) {
		new BootVersionVerifier(version).onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
				new DefaultBootstrapContext(), new SpringApplication(), new String[0], new StandardEnvironment()));
	}

}
