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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;

/**
 * Destinations of the links of a page: other pages on the site, and other files of the
 * repository on GitHub.
 */
class PageLinks {

	private final Path repository;

	private final Set<Path> pages;

	private final String filesUrl;

	private final Collection<Path> images;

	private final Collection<String> problems;

	/**
	 * Create the links of a site.
	 * @param repository the directory of the repository
	 * @param pages the pages of the site, relative to that directory
	 * @param filesUrl the URL under which all other files are found
	 * @param images is given the images that the pages show
	 * @param problems is given the links that lead nowhere
	 */
	PageLinks(Path repository, Set<Path> pages, String filesUrl, Collection<Path> images, Collection<String> problems) {
		this.repository = repository;
		this.pages = pages;
		this.filesUrl = filesUrl;
		this.images = images;
		this.problems = problems;
	}

	/**
	 * Return the path of a rendered page.
	 * @param page the path of the page in the repository
	 * @return the path on the site
	 */
	static Path toHtml(Path page) {
		String name = page.getFileName().toString();
		return page.resolveSibling("README.md".equals(name) ? "index.html" : name.replaceFirst("\\.md$", ".html"));
	}

	/**
	 * Return the destination of a link on the site.
	 * @param page the page with the link
	 * @param destination the destination in the repository
	 * @return the destination on the site, or the same if it is outside of the repository
	 */
	String link(Path page, String destination) {
		if (isElsewhere(destination)) {
			return destination;
		}
		int fragmentStart = destination.indexOf('#');
		String fragment = (fragmentStart != -1) ? destination.substring(fragmentStart) : "";
		Path target = resolve(page, destination.substring(0, destination.length() - fragment.length()));
		if (this.pages.contains(target)) {
			return toUrl(page.resolveSibling("").relativize(toHtml(target))) + fragment;
		}
		requireExisting(page, target);
		return this.filesUrl + "/" + toUrl(target) + fragment;
	}

	/**
	 * Return the destination of an image, which has the same path on the site.
	 * @param page the page that shows the image
	 * @param destination the path relative to the page
	 * @return the same
	 */
	String image(Path page, String destination) {
		if (!isElsewhere(destination)) {
			Path image = resolve(page, destination);
			if (requireExisting(page, image)) {
				this.images.add(image);
			}
		}
		return destination;
	}

	private boolean requireExisting(Path page, Path target) {
		boolean exists = Files.exists(this.repository.resolve(target));
		if (!exists) {
			this.problems.add(page + " has a link to " + target + ", which does not exist");
		}
		return exists;
	}

	private static boolean isElsewhere(String destination) {
		return destination.startsWith("#") || destination.matches("[a-z]+:.*");
	}

	private static Path resolve(Path page, String relative) {
		return page.resolveSibling(relative).normalize();
	}

	private static String toUrl(Path path) {
		return path.toString().replace('\\', '/');
	}

}
