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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Renders the Markdown pages of the repository as a site. The pages keep their places:
 * {@code docs/jobs.md} becomes {@code docs/jobs.html}, and each {@code README.md} the
 * {@code index.html} of its directory.
 */
public final class DocsSite {

	/**
	 * Directory of the site that has the Javadoc.
	 */
	static final String JAVADOC = "apidocs";

	private static final String STYLES = "site.css";

	private final Path repository;

	private final Path site;

	private final List<String> problems = new ArrayList<>();

	DocsSite(Path repository, Path site) {
		this.repository = repository;
		this.site = site;
	}

	/**
	 * Render the site around its Javadoc, and check all links.
	 * @param args the directory of the repository, the directory of the site, the URL of
	 * the repository and the version
	 * @throws IOException if a file cannot be read or written
	 */
	public static void main(String[] args) throws IOException {
		Path site = Path.of(args[1]);
		List<String> problems = new DocsSite(Path.of(args[0]), site).render(args[2], args[3]);
		problems.forEach((problem) -> System.out.println("FAILED: " + problem));
		System.out.println("Site of version " + args[3] + " in " + site + ", " + problems.size() + " problems");
		if (!problems.isEmpty()) {
			System.exit(1);
		}
	}

	/**
	 * Render all pages, and check the links of all that is in the directory of the site.
	 * @param repositoryUrl the URL of the repository, to whose files pages may link
	 * @param version the version that the pages describe
	 * @return what is wrong with the links, or an empty list
	 * @throws IOException if a file cannot be read or written
	 */
	List<String> render(String repositoryUrl, String version) throws IOException {
		String revision = version.endsWith("-SNAPSHOT") ? "main" : "v" + version;
		TreeSet<Path> pages = pages();
		TreeSet<Path> images = new TreeSet<>();
		MarkdownRenderer renderer = new MarkdownRenderer(
				new PageLinks(this.repository, pages, repositoryUrl + "/blob/" + revision, images, this.problems));
		String template = resource("page.html");
		for (Path page : pages) {
			MarkdownRenderer.Page rendered = renderer.render(page, Files.readString(this.repository.resolve(page)));
			String html = template.replace("@title@", rendered.title())
				.replace("@version@", version)
				.replace("@repository@", repositoryUrl)
				.replace("@root@", "../".repeat(page.getNameCount() - 1))
				.replace("@content@", rendered.html());
			Files.writeString(target(PageLinks.toHtml(page)), html);
		}
		for (Path image : images) {
			Files.copy(this.repository.resolve(image), target(image), StandardCopyOption.REPLACE_EXISTING);
		}
		Files.writeString(target(Path.of(STYLES)), resource(STYLES));
		this.problems.addAll(new LinkCheck(this.site).problems());
		return List.copyOf(this.problems);
	}

	// Those in the root and in the documentation, and the README of each module.
	private TreeSet<Path> pages() throws IOException {
		TreeSet<Path> pages = new TreeSet<>();
		try (Stream<Path> files = Files.walk(this.repository, 2)) {
			files.map(this.repository::relativize)
				.filter((file) -> file.toString().endsWith(".md"))
				.filter((file) -> file.getNameCount() == 1 || file.startsWith("docs") || file.endsWith("README.md"))
				.filter((file) -> !file.toString().startsWith("."))
				.forEach(pages::add);
		}
		return pages;
	}

	private Path target(Path file) throws IOException {
		Path target = this.site.resolve(file);
		Files.createDirectories(Objects.requireNonNull(target.getParent()));
		return target;
	}

	private static String resource(String name) throws IOException {
		try (var resource = Objects.requireNonNull(DocsSite.class.getResourceAsStream(name))) {
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
