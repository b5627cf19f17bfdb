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
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * An installed Java.
 *
 * @param path its directory
 */
record JavaHome(Path path) {

	private static final int AOT_CACHE_SINCE = 25;

	static JavaHome current() {
		return new JavaHome(Path.of(System.getProperty("java.home")));
	}

	String executable() {
		return this.path.resolve("bin").resolve("java").toString();
	}

	String version() throws IOException {
		Properties release = new Properties();
		try (Reader reader = Files.newBufferedReader(this.path.resolve("release"))) {
			release.load(reader);
		}
		return release.getProperty("JAVA_VERSION").replace("\"", "");
	}

	// The ahead-of-time cache where there is one, else the archive of class data.
	List<String> writeCache(Path file) throws IOException {
		return List.of((hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file);
	}

	List<String> readCache(Path file) throws IOException {
		return List.of((hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
	}

	String cacheName() throws IOException {
		return hasAotCache() ? "AOT cache" : "class data sharing";
	}

	private boolean hasAotCache() throws IOException {
		return Runtime.Version.parse(version()).feature() >= AOT_CACHE_SINCE;
	}

}
