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

package io.github.togetherspring.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/**
 * What Spring can prepare of an application, as its Maven plugin does it, but for any
 * class path.
 */
class AheadOfTime {

	private static final String PROCESSOR = "org.springframework.boot.SpringApplicationAotProcessor";

	private static final long TIMEOUT_SECONDS = 120;

	private final JavaHome java;

	private final Path log;

	AheadOfTime(JavaHome java, Path log) {
		this.java = java;
		this.log = log;
	}

	/**
	 * Prepares an application.
	 * @param application its main class
	 * @param classPath its class path
	 * @param directory where to do that
	 * @param args its arguments
	 * @return a jar to put before the class path
	 * @throws IOException if it can't be prepared
	 * @throws InterruptedException if nobody waits any more
	 */
	Path prepare(String application, String classPath, Path directory, List<String> args)
			throws IOException, InterruptedException {
		Path sources = directory.resolve("sources");
		Path resources = directory.resolve("resources");
		Path classes = directory.resolve("classes");
		List<String> command = new ArrayList<>(List.of("-cp", classPath, PROCESSOR, application, sources.toString(),
				resources.toString(), classes.toString(), "benchmarks", "startup"));
		command.addAll(args);
		JavaProcess.run(this.java, this.log, TIMEOUT_SECONDS, command.toArray(String[]::new));
		compile(sources, classPath, classes);
		Path jar = directory.resolve("aot.jar");
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar))) {
			add(resources, output);
			add(classes, output);
		}
		return jar;
	}

	private void compile(Path sources, String classPath, Path classes) throws IOException {
		List<String> command = new ArrayList<>(
				List.of("--release", "17", "-proc:none", "-nowarn", "-cp", classPath, "-d", classes.toString()));
		files(sources).forEach((file) -> command.add(file.toString()));
		try (OutputStream output = Files.newOutputStream(this.log, StandardOpenOption.APPEND)) {
			int result = ToolProvider.getSystemJavaCompiler().run(null, output, output, command.toArray(String[]::new));
			if (result != 0) {
				throw new IOException("What Spring made ahead of time can't be compiled, see " + this.log);
			}
		}
	}

	private static void add(Path directory, JarOutputStream jar) throws IOException {
		for (Path file : files(directory)) {
			jar.putNextEntry(new JarEntry(directory.relativize(file).toString()));
			Files.copy(file, jar);
			jar.closeEntry();
		}
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter(Files::isRegularFile).toList();
		}
	}

}
