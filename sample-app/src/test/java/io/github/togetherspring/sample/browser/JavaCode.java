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

package io.github.togetherspring.sample.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles the code that the page shows.
 */
final class JavaCode {

	private JavaCode() {
	}

	/**
	 * Compiles a class.
	 * @param name the class
	 * @param source its source
	 * @param directory where to put it
	 */
	static void compile(String name, String source, Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve(name + ".java"), source);
		int errors = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-classpath", System.getProperty("java.class.path"), file.toString());
		assertThat(errors).as(source).isZero();
	}

}
