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

package io.github.togetherspring.tools.site;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that the links between the HTML files of a directory lead to a file and to an
 * anchor in it. Links to other hosts are not followed.
 */
class LinkCheck {

	private static final Pattern LINK = Pattern.compile("\\s(?:href|src)=\"([^\"]*)\"");

	private static final Pattern ANCHOR = Pattern.compile("\\s(?:id|name)=\"([^\"]*)\"");

	private static final Pattern SCHEME = Pattern.compile("[a-z]+:.*", Pattern.DOTALL);

	// Made by the Javadoc tool of JDK 17 for the common part of all packages, without an
	// anchor for it.
	private static final Path JAVADOC_CONSTANTS = Path.of("constant-values.html");

	private final Path directory;

	private final Map<Path, Set<String>> anchors = new HashMap<>();

	LinkCheck(Path directory) {
		this.directory = directory;
	}

	/**
	 * Return the links that lead nowhere.
	 * @return a line for each of them, or an empty list
	 * @throws IOException if a file cannot be read
	 */
	List<String> problems() throws IOException {
		List<Path> pages;
		try (Stream<Path> files = Files.walk(this.directory)) {
			pages = files.filter((file) -> file.toString().endsWith(".html"))
				.filter((file) -> !file.endsWith(JAVADOC_CONSTANTS))
				.sorted()
				.toList();
		}
		List<String> problems = new ArrayList<>();
		for (Path page : pages) {
			Set<String> links = LINK.matcher(Files.readString(page))
				.results()
				.map((match) -> unescape(match.group(1)))
				.filter((link) -> !link.isEmpty() && !SCHEME.matcher(link).matches())
				.collect(Collectors.toCollection(TreeSet::new));
			for (String link : links) {
				if (!leadsSomewhere(page, link)) {
					problems.add(this.directory.relativize(page) + " has a link to " + link + ", which leads nowhere");
				}
			}
		}
		return problems;
	}

	private boolean leadsSomewhere(Path page, String link) throws IOException {
		String[] parts = link.split("#", 2);
		String path = decode(parts[0].replaceFirst("\\?.*", ""));
		Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
		if (Files.isDirectory(target)) {
			target = target.resolve("index.html");
		}
		if (!Files.isRegularFile(target)) {
			return false;
		}
		return parts.length == 1 || parts[1].isEmpty() || anchors(target).contains(decode(parts[1]));
	}

	private Set<String> anchors(Path page) throws IOException {
		Set<String> known = this.anchors.get(page);
		if (known == null) {
			known = ANCHOR.matcher(Files.readString(page))
				.results()
				.map((match) -> unescape(match.group(1)))
				.collect(Collectors.toSet());
			this.anchors.put(page, known);
		}
		return known;
	}

	// A plus sign is one in paths and fragments.
	private static String decode(String text) {
		return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	private static String unescape(String text) {
		return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
	}

}
