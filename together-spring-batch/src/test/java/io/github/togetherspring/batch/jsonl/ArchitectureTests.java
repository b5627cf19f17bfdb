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

package io.github.togetherspring.batch.jsonl;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the architecture of the module: which package may use which.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.togetherspring.batch";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void classesAreFound() {
		assertThat(CLASSES.contain(JsonLinesItemReader.class)).isTrue();
		assertThat(CLASSES.containPackage(ROOT)).isTrue();
	}

	@Test
	void springBootIsNotUsed() {
		noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework.boot..").check(CLASSES);
	}

	@Test
	void insideOfTheClientIsNotUsed() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAPackage("io.github.togetherspring.internal..")
			.check(CLASSES);
	}

	@Test
	void formatsDependOnTheReaderAndNotTheOtherWayRound() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".jsonl..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".jsonl..")
			.check(CLASSES);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

}
