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

package io.github.togetherspring.batch;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the architecture: which package may use which.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.togetherspring.batch";

	private static final List<String> ROOMS = List.of("jdbc", "jsonl", "lifecycle", "observation", "remote");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void classesAreFound() {
		assertThat(CLASSES).hasSizeGreaterThan(30);
		assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct()).hasSize(ROOMS.size() + 1)
			.containsAll(ROOMS.stream().map((room) -> ROOT + "." + room).toList());
	}

	@Test
	void arrowsRunDownwards() {
		Architectures.LayeredArchitecture layers = Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.layer("reader")
			.definedBy(ROOT)
			.whereLayer("reader")
			.mayNotAccessAnyLayer();
		for (String room : ROOMS) {
			layers = layers.layer(room).definedBy(ROOT + "." + room + "..");
			layers = room.equals("remote") ? layers.whereLayer(room).mayOnlyAccessLayers("reader", "lifecycle")
					: layers.whereLayer(room).mayOnlyAccessLayers("reader");
		}
		layers.check(CLASSES);
	}

	@Test
	void nothingNeedsSpringBoot() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "io.github.togetherspring.internal..",
					"io.github.togetherspring.autoconfigure..")
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		List<JavaPackage> packages = CLASSES.stream().map(JavaClass::getPackage).distinct().toList();
		assertThat(packages).allSatisfy(
				(javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class)).as(javaPackage.getName())
					.isTrue());
	}

}
