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

package io.github.togetherspring.simulator;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the architecture of the simulator: the language model knows nothing of HTTP,
 * the server nothing of Spring or of the client that it is made to test.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.togetherspring";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT + ".simulator");

	@Test
	void classesAreFound() {
		assertThat(CLASSES).hasSizeGreaterThan(30);
		assertThat(CLASSES.contain(TogetherSimulator.class)).isTrue();
	}

	@Test
	void languageModelNeedsNothing() {
		classes().that()
			.resideInAPackage(ROOT + ".simulator.model")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ROOT + ".simulator.model", "java..", "org.jspecify.annotations..")
			.check(CLASSES);
	}

	@Test
	void simulatorNeedsOnlyItsServerAndAJsonReader() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ROOT + ".simulator..", "java..", "org.jspecify.annotations..", "io.netty..",
					"reactor..", "org.reactivestreams..", "tools.jackson..")
			.check(CLASSES);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + ".simulator.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

}
