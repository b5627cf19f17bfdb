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

package io.github.togetherspring.testsupport;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Public API of the module whose tests run, for comparison with the listing in its
 * {@code src/test/resources/api.txt}, so that each change is seen in a review. With the
 * system property {@code api.update} the listing is written:
 * {@code mvn -pl together-client -am test -Dtest=ApiListingTests -Dapi.update=true
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
public final class ApiListing {

	private static final Path CLASSES = Path.of("target/classes");

	private static final Path LISTING = Path.of("src/test/resources/api.txt");

	private static final String HIDDEN = ".internal.";

	private ApiListing() {
	}

	/**
	 * Assert that the API is the listed one, or write the listing if that is asked for.
	 * @return the listing
	 * @throws IOException if the classes or the listing cannot be read
	 */
	public static String assertUpToDate() throws IOException {
		String api = publicTypes().map(ApiListing::describe).collect(Collectors.joining("\n"));
		if (Boolean.getBoolean("api.update")) {
			Files.writeString(LISTING, api);
		}
		assertThat(api).isEqualTo(Files.readString(LISTING));
		return api;
	}

	private static Stream<Class<?>> publicTypes() throws IOException {
		try (Stream<Path> files = Files.walk(CLASSES)) {
			return files.map((file) -> CLASSES.relativize(file).toString())
				.filter((file) -> file.endsWith(".class") && !file.endsWith("-info.class"))
				.map((file) -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
				.filter((name) -> !name.contains(HIDDEN))
				.sorted()
				.<Class<?>>map(ApiListing::load)
				.filter(ApiListing::isVisible)
				.toList()
				.stream();
		}
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, ApiListing.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isVisible(Class<?> type) {
		return isVisible(type.getModifiers())
				&& (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
	}

	private static boolean isVisible(int modifiers) {
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
	}

	private static String describe(Class<?> type) {
		Map<String, String> members = new TreeMap<>();
		// What is inherited from a base that is not public is the type's own for a user.
		for (@Nullable
		Class<?> owner = type; owner != null && (owner == type || !isVisible(owner)); owner = owner.getSuperclass()) {
			for (Field field : owner.getDeclaredFields()) {
				if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
					members.putIfAbsent(field.getName(),
							modifiers(field.getModifiers()) + name(field.getAnnotatedType()) + " " + field.getName());
				}
			}
			for (Method method : owner.getDeclaredMethods()) {
				if (isVisible(method.getModifiers()) && !method.isSynthetic()) {
					String signature = method.getName() + parameters(method);
					members.putIfAbsent(signature,
							modifiers(method.getModifiers()) + name(method.getAnnotatedReturnType()) + " " + signature);
				}
			}
		}
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			if (isVisible(constructor.getModifiers()) && !type.isEnum()) {
				members.put(" " + parameters(constructor),
						modifiers(constructor.getModifiers()) + "new" + parameters(constructor));
			}
		}
		return heading(type) + "\n"
				+ members.values().stream().map((member) -> "\t" + member + "\n").collect(Collectors.joining());
	}

	private static String heading(Class<?> type) {
		String kind = type.isAnnotation() ? "annotation"
				: type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
		String modifiers = (type.isInterface() || type.isEnum()) ? "" : modifiers(type.getModifiers());
		Stream<AnnotatedType> supertypes = Stream.concat(
				Stream.ofNullable(type.getAnnotatedSuperclass())
					.filter((superclass) -> type.getSuperclass() != Object.class && isVisible(type.getSuperclass())),
				Arrays.stream(type.getAnnotatedInterfaces()));
		String parents = supertypes.map(ApiListing::name).collect(Collectors.joining(", "));
		return modifiers + kind + " " + type.getName() + (parents.isEmpty() ? "" : " : " + parents);
	}

	private static String modifiers(int modifiers) {
		String text = Modifier
			.toString(modifiers & (Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT));
		return text.isEmpty() ? "" : text + " ";
	}

	private static String parameters(Executable executable) {
		return Arrays.stream(executable.getAnnotatedParameterTypes())
			.map(ApiListing::name)
			.collect(Collectors.joining(", ", "(", ")"));
	}

	// Without packages, and with annotations as the source has them on each JDK.
	private static String name(AnnotatedType type) {
		return type.toString()
			.replaceAll("(?:[a-z][a-z0-9_]*\\.)+(?=[A-Z@])", "")
			.replace("@org.jspecify.annotations.", "@")
			.replace("@Nullable()", "@Nullable");
	}

}
