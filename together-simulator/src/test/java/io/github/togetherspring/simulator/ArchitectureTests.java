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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the architecture of the simulator: scripts and the language model know
 * nothing about the API, the API nothing about HTTP servers, and none of them about
 * Spring or the client.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.togetherspring.";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT + "simulator", ROOT + "internal.simulator");

	@Test
	void classesAreFound() {
		assertThat(CLASSES).hasSizeGreaterThan(30);
		assertThat(CLASSES.contain(TogetherSimulator.class)).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					internal.simulator.model  | ''
					simulator.script          | tools.jackson..
					internal.simulator.api    | tools.jackson.., com.fasterxml.jackson.annotation.., .internal.simulator.model.., .simulator.script..
					internal.simulator.server | io.netty.., reactor.., org.reactivestreams.., .internal.simulator.api.., .simulator.script..
					simulator                 | reactor.., .internal.simulator.., .simulator.script..
					""")
	void packageOnlyDependsOn(String room, String others) {
		String self = ROOT + room;
		List<String> allowed = new ArrayList<>(List.of(self, "java..", "org.jspecify.annotations.."));
		Arrays.stream(others.split(", "))
			.map((name) -> name.startsWith(".") ? ROOT + name.substring(1) : name)
			.forEach(allowed::add);
		classes().that()
			.resideInAPackage(self)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(allowed.toArray(String[]::new))
			.check(CLASSES);
	}

	@Test
	void everyPackageHasARule() {
		assertThat(CLASSES.stream().map((type) -> type.getPackageName().replace(ROOT, "")).distinct())
			.containsExactlyInAnyOrder("simulator", "simulator.script", "internal.simulator.server",
					"internal.simulator.api", "internal.simulator.model");
	}

	@Test
	void onlyTypesThatOtherPackagesNeedArePublic() {
		assertThat(CLASSES.stream()
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
			.filter((type) -> type.getPackageName().startsWith(ROOT + "internal."))
			.map(JavaClass::getSimpleName)).containsExactlyInAnyOrder("SimulatorServer", "SimulatedApi", "ModelList",
					"ApiResponse", "RenderedResponse", "LanguageModel", "SamplingOptions", "ScoredToken");
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
	}

}
