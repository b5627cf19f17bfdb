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

package io.github.togetherspring.internal.exchange;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * Reads the error pages of gateways and web servers: HTML, and XML from object stores.
 */
final class ErrorPage {

	private static final Pattern BEGINNING = Pattern
		.compile("<(?:!doctype|html|head|body|h1|title|center|\\?xml|error)", Pattern.CASE_INSENSITIVE);

	private static final List<Pattern> TITLES = List.of(element("title"), element("h1"), element("message"));

	private ErrorPage() {
	}

	/**
	 * Return whether a body is a page.
	 * @param contentType the content type, or {@code null} if there is none
	 * @param body the body without surrounding white space
	 * @return whether its content type or its beginning is that of a page
	 */
	static boolean is(@Nullable String contentType, String body) {
		String type = (contentType != null) ? contentType.toLowerCase(Locale.ROOT) : "";
		return body.startsWith("<")
				&& (type.contains("html") || type.contains("xml") || BEGINNING.matcher(body).lookingAt());
	}

	/**
	 * Return the title of a page.
	 * @param body the page
	 * @return its title, its first heading or its message, or {@code null} if it has none
	 * of these
	 */
	static @Nullable String title(String body) {
		for (Pattern element : TITLES) {
			Matcher matcher = element.matcher(body);
			if (matcher.find()) {
				String text = HtmlUtils.htmlUnescape(matcher.group(1).replaceAll("<[^>]*>", " "))
					.replaceAll("[\\s\\p{Cntrl}]+", " ")
					.strip();
				if (!text.isEmpty()) {
					return text;
				}
			}
		}
		return null;
	}

	private static Pattern element(String name) {
		return Pattern.compile("<" + name + "(?:\\s[^>]{0,200})?>(.{1,500}?)</" + name + ">",
				Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
	}

}
