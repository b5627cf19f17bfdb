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
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

import tools.jackson.core.JacksonException;

/**
 * Checks the dependencies in the SBOMs of a release for known vulnerabilities. Exits with
 * 0 if there are none, with 1 if there are some, and with 2 if this could not be found
 * out.
 */
public final class OsvCheck {

	static final int NONE = 0;

	static final int VULNERABLE = 1;

	static final int NOT_CHECKED = 2;

	private final OsvClient client;

	private final PrintStream out;

	OsvCheck(OsvClient client, PrintStream out) {
		this.client = client;
		this.out = out;
	}

	/**
	 * Check a directory.
	 * @param args the directory with a release, and optionally the URI of the service
	 */
	public static void main(String[] args) {
		URI uri = URI.create((args.length > 1) ? args[1] : "https://api.osv.dev/");
		System.exit(new OsvCheck(new OsvClient(uri), System.out).check(Path.of(args[0])));
	}

	int check(Path directory) {
		try {
			List<String> purls = Sbom.readAll(directory)
				.stream()
				.flatMap((sbom) -> sbom.dependencies().stream())
				.map(Sbom.Dependency::purl)
				.distinct()
				.sorted()
				.toList();
			if (purls.isEmpty()) {
				return notChecked("no dependencies in the SBOMs of " + directory);
			}
			Map<String, SortedSet<String>> found = this.client.vulnerabilities(purls);
			found.forEach((purl, ids) -> ids
				.forEach((id) -> this.out.println("VULNERABLE: " + purl + ", https://osv.dev/vulnerability/" + id)));
			this.out.println(purls.size() + " dependencies checked, " + found.size() + " with vulnerabilities");
			return found.isEmpty() ? NONE : VULNERABLE;
		}
		catch (IOException | JacksonException ex) {
			return notChecked(ex.toString());
		}
	}

	private int notChecked(String reason) {
		this.out.println("NOT CHECKED for vulnerabilities: " + reason);
		return NOT_CHECKED;
	}

}
