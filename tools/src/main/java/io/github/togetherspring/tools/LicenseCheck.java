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

package io.github.togetherspring.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the licenses in the SBOMs of a release with {@code docs/licenses.md}, and
 * fails if a dependency has none that an application under any license can accept.
 */
public final class LicenseCheck {

	// Permissive, or limited to the files of the library itself.
	private static final Set<String> ALLOWED = Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0",
			"EPL-2.0", "MIT", "MIT-0", "MPL-2.0");

	private static final String START = "<!-- licenses -->\n";

	private final Map<String, String> licensesByModule = new TreeMap<>();

	private final Set<String> problems = new TreeSet<>();

	LicenseCheck(Collection<Sbom> sboms) {
		if (sboms.isEmpty()) {
			this.problems.add("there is no SBOM");
		}
		sboms.stream().flatMap((sbom) -> sbom.dependencies().stream()).forEach(this::add);
	}

	/**
	 * Check a release.
	 * @param args the directory with the release, the page, and {@code --write} if the
	 * page is to be updated
	 * @throws IOException if a file cannot be read or written
	 */
	public static void main(String[] args) throws IOException {
		LicenseCheck check = new LicenseCheck(Sbom.readAll(Path.of(args[0])));
		Path page = Path.of(args[1]);
		if (args.length > 2 && "--write".equals(args[2])) {
			Files.writeString(page, check.update(Files.readString(page)));
		}
		List<String> problems = check.problems(Files.readString(page));
		problems.forEach((problem) -> System.out.println("FAILED: " + problem));
		System.out.println(check.licensesByModule.size() + " libraries, " + problems.size() + " problems");
		System.exit(problems.isEmpty() ? 0 : 1);
	}

	private void add(Sbom.Dependency dependency) {
		if (dependency.licenses().stream().noneMatch(ALLOWED::contains)) {
			this.problems.add(dependency.module() + " has none of the accepted licenses, but " + dependency.licenses());
		}
		String licenses = dependency.licenses().stream().sorted().collect(Collectors.joining(" or "));
		this.licensesByModule.put(dependency.module(), licenses);
	}

	/**
	 * Return what is wrong with the licenses or with the page.
	 * @param page the content of the page
	 * @return the problems, or an empty list
	 */
	List<String> problems(String page) {
		List<String> result = new ArrayList<>(this.problems);
		if (!update(page).equals(page)) {
			result.add("the page lists other licenses than the SBOMs");
		}
		return result;
	}

	/**
	 * Return the page with the present licenses.
	 * @param page the content of the page
	 * @return the same, with a new table
	 */
	String update(String page) {
		int start = page.indexOf(START);
		if (start == -1) {
			return page + START + table();
		}
		return page.substring(0, start + START.length()) + table();
	}

	private String table() {
		StringBuilder table = new StringBuilder("| library | license |\n|---|---|\n");
		this.licensesByModule
			.forEach((module, licenses) -> table.append("| `%s` | %s |\n".formatted(module, licenses)));
		return table.toString();
	}

}
