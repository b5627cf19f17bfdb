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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.Architectures;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the architecture: which package may use which, and what kind of classes they
 * have.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.togetherspring";

	private static final List<String> ROOMS = List.of("autoconfigure", "connector", "internal.connector",
			"internal.diagnostics", "internal.docker", "internal.health", "internal.info", "internal.testcontainers");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOMS.stream().map((room) -> ROOT + "." + room).toList());

	@Test
	void classesAreFound() {
		assertThat(CLASSES).hasSizeGreaterThan(50);
		for (String room : ROOMS) {
			assertThat(CLASSES.stream().anyMatch((type) -> type.getPackageName().startsWith(ROOT + "." + room)))
				.as(room)
				.isTrue();
		}
	}

	@Test
	void arrowsRunDownwards() {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.layer("health")
			.definedBy(ROOT + ".internal.health..")
			.layer("info")
			.definedBy(ROOT + ".internal.info..")
			.layer("connector")
			.definedBy(ROOT + ".internal.connector..")
			.layer("diagnostics")
			.definedBy(ROOT + ".internal.diagnostics..")
			.layer("autoconfigure")
			.definedBy(ROOT + ".autoconfigure..")
			.layer("containers")
			.definedBy(ROOT + ".internal.testcontainers..", ROOT + ".internal.docker..")
			.whereLayer("health")
			.mayNotAccessAnyLayer()
			.whereLayer("info")
			.mayNotAccessAnyLayer()
			.whereLayer("connector")
			.mayNotAccessAnyLayer()
			.whereLayer("diagnostics")
			.mayNotAccessAnyLayer()
			.whereLayer("autoconfigure")
			.mayOnlyAccessLayers("health", "info", "connector", "diagnostics")
			.whereLayer("containers")
			.mayOnlyAccessLayers("autoconfigure")
			.check(CLASSES);
	}

	@Test
	void classesThatWireDoNotLiveWithClassesThatDo() {
		noClasses().that()
			.resideInAPackage(ROOT + ".autoconfigure..")
			.should()
			.beAssignableTo(ClientHttpConnector.class)
			.orShould()
			.beAssignableTo(ExchangeFilterFunction.class)
			.orShould()
			.beAssignableTo(SmartLifecycle.class)
			.orShould()
			.beAssignableTo(InfoContributor.class)
			.orShould()
			.beAssignableTo(ReactiveHealthIndicator.class)
			.check(CLASSES);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void autoConfigurationsAreFinalAndKeepTheirMembersToThemselves() throws IOException {
		GivenClassesConjunction autoConfigurations = classes().that().areAnnotatedWith(AutoConfiguration.class);
		autoConfigurations.should().bePublic().andShould().haveModifier(JavaModifier.FINAL).check(CLASSES);
		members().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(CLASSES);
		assertThat(CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getName)).containsExactlyInAnyOrderElementsOf(imports());
	}

	@Test
	void everyPackageIsNullMarked() {
		List<JavaPackage> packages = CLASSES.stream().map(JavaClass::getPackage).distinct().toList();
		assertThat(packages).hasSizeGreaterThan(3);
		assertThat(packages).allSatisfy(
				(javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class)).as(javaPackage.getName())
					.isTrue());
	}

	@Test
	void everyDependencyIsOptionalButTwo() throws Exception {
		Element project = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new File("pom.xml"))
			.getDocumentElement();
		NodeList dependencies = project.getElementsByTagName("dependency");
		List<String> mandatory = new ArrayList<>();
		for (int i = 0; i < dependencies.getLength(); i++) {
			Element dependency = (Element) dependencies.item(i);
			boolean test = "test".equals(text(dependency, "scope"));
			boolean optional = "true".equals(text(dependency, "optional"));
			if (!test && !optional) {
				mandatory.add(text(dependency, "artifactId"));
			}
		}
		assertThat(dependencies.getLength()).isGreaterThan(5);
		assertThat(mandatory).containsExactlyInAnyOrder("spring-boot-autoconfigure", "jspecify");
	}

	private static String text(Element element, String name) {
		NodeList children = element.getElementsByTagName(name);
		return (children.getLength() > 0) ? children.item(0).getTextContent().trim() : "";
	}

	private static List<String> imports() throws IOException {
		Path imports = Path.of("target/classes/META-INF/spring", AutoConfiguration.class.getName() + ".imports");
		return Files.readAllLines(imports).stream().map(String::trim).filter((line) -> !line.isEmpty()).toList();
	}

}
