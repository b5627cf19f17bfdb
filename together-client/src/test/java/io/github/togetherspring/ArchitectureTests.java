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

package io.github.togetherspring;

import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import io.github.togetherspring.completions.CompletionRequest;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the architecture: which package may use which, and what kind of classes they
 * have.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.togetherspring";

	private static final String INTERNAL = ROOT + ".internal";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.withImportOption((location) -> location.contains("together-client"))
		.importPackages(ROOT);

	@Test
	void classesAreFound() {
		assertThat(CLASSES).hasSizeGreaterThan(50);
		assertThat(CLASSES.contain(CompletionRequest.class)).isTrue();
		for (String name : List.of("completions", "internal.json", "observation", "internal.client", "web")) {
			assertThat(CLASSES.containPackage(ROOT + "." + name)).as(name).isTrue();
		}
	}

	@Test
	void arrowsRunDownwards() {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.layer("root")
			.definedBy(ROOT)
			.layer("web")
			.definedBy(ROOT + ".web..")
			.layer("jackson")
			.definedBy(ROOT + ".jackson..")
			.layer("quota")
			.definedBy(ROOT + ".quota..")
			.layer("observation")
			.definedBy(ROOT + ".observation..")
			.layer("completions")
			.definedBy(ROOT + ".completions..")
			.layer("client")
			.definedBy(INTERNAL + ".client..")
			.layer("exchange")
			.definedBy(INTERNAL + ".exchange..")
			.layer("call")
			.definedBy(INTERNAL + ".call..")
			.layer("pacing")
			.definedBy(INTERNAL + ".pacing..")
			.layer("budget")
			.definedBy(INTERNAL + ".budget..")
			.layer("sse")
			.definedBy(INTERNAL + ".sse..")
			.layer("http")
			.definedBy(INTERNAL + ".http..")
			.layer("json")
			.definedBy(INTERNAL + ".json..")
			.whereLayer("root")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("web")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("jackson")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("quota")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("quota")
			.mayOnlyAccessLayers("completions")
			.whereLayer("client")
			.mayOnlyBeAccessedByLayers("root")
			.whereLayer("exchange")
			.mayOnlyBeAccessedByLayers("client")
			.whereLayer("call")
			.mayOnlyBeAccessedByLayers("client", "exchange")
			.whereLayer("budget")
			.mayOnlyAccessLayers("observation", "completions")
			.whereLayer("pacing")
			.mayOnlyAccessLayers("observation", "completions")
			.whereLayer("sse")
			.mayNotAccessAnyLayer()
			.whereLayer("http")
			.mayNotAccessAnyLayer()
			.whereLayer("observation")
			.mayOnlyAccessLayers("completions", "json")
			.whereLayer("completions")
			.mayOnlyAccessLayers("json")
			.whereLayer("json")
			.mayNotAccessAnyLayer()
			.check(CLASSES);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void completionsNeedLittle() {
		classes().that()
			.resideInAPackage(ROOT + ".completions..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ROOT + ".completions..", ROOT + ".internal.json..", "java..",
					"org.jspecify.annotations..", "reactor.core..", "org.reactivestreams..",
					"com.fasterxml.jackson.annotation..")
			.check(CLASSES);
	}

	// Neither Spring nor Jackson nor Reactor: what is observed are calls, however made.
	@Test
	void observationsNeedLittle() {
		classes().that()
			.resideInAPackage(ROOT + ".observation..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ROOT + ".observation..", ROOT + ".completions..", "java..",
					"org.jspecify.annotations..", "org.apache.commons.logging..", "io.micrometer.common..",
					"io.micrometer.observation..", "io.micrometer.core.instrument..")
			.check(CLASSES);
	}

	// Of Micrometer, only 'micrometer-observation' is always there: WebClient needs it.
	@Test
	void callsAreObservedWithoutMetrics() {
		noClasses().that()
			.resideInAnyPackage(ROOT + ".observation..", ROOT + ".internal..")
			.and()
			.haveNameNotMatching(".*\\.(CompletionsMeter(Filter|ObservationHandler)|QuotaMeters)(\\$.*)?")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.micrometer.core..", "io.micrometer.context..", "io.micrometer.tracing..")
			.check(CLASSES);
	}

	// Their libraries are optional.
	@Test
	void onlyStoresOfQuotasKnowRedisAndDatabases() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".quota..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.lettuce..", "io.github.bucket4j..", "java.sql..", "javax.sql..")
			.check(CLASSES);
		noClasses().that()
			.resideInAPackage(ROOT + ".quota..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(CLASSES);
	}

	@Test
	void clientKnowsNoSpringBoot() {
		noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework.boot..").check(CLASSES);
	}

	@Test
	void onlyTheRequestItselfConstructsRequests() {
		constructors().that().areDeclaredIn(CompletionRequest.class).should().bePrivate().check(CLASSES);
		noClasses().that()
			.doNotBelongToAnyOf(CompletionRequest.class)
			.should()
			.callConstructorWhere(DescribedPredicate.describe("a request is constructed",
					(call) -> call.getTargetOwner().isEquivalentTo(CompletionRequest.class)))
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		List<JavaPackage> packages = CLASSES.stream().map(JavaClass::getPackage).distinct().toList();
		assertThat(packages).hasSizeGreaterThan(3);
		assertThat(packages).allSatisfy(
				(javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class)).as(javaPackage.getName())
					.isTrue());
	}

}
