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

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The URL of the API. It is sent as it was written: whatever HTTP clients would read in
 * different ways, or not at all, is rejected.
 */
public final class BaseUrl {

	private static final int MAX_PORT = 65535;

	private static final Pattern WITH_PORT = Pattern.compile("[^:]*:[^:]*");

	public static final BaseUrl DEFAULT = BaseUrl.of("https://api.together.ai/v1");

	private final URI root;

	private final @Nullable String query;

	private BaseUrl(URI root, @Nullable String query) {
		this.root = root;
		this.query = query;
	}

	/**
	 * Parse a base URL.
	 * @param text the text; white space around it is ignored
	 * @return the base URL
	 * @throws IllegalArgumentException if some HTTP client could not send requests there
	 */
	public static BaseUrl of(String text) {
		URI uri = parse(text.trim());
		checkAuthority(uri, text.indexOf('@') >= 0);
		if (uri.getRawFragment() != null) {
			throw new IllegalArgumentException(
					"The base URL must not have a fragment, which is never sent; write a # in a path as %23");
		}
		String path = uri.getRawPath().replaceAll("/+$", "");
		String query = uri.getRawQuery();
		return new BaseUrl(URI.create(scheme(uri) + "://" + uri.getRawAuthority() + path),
				(query != null && !query.isEmpty()) ? query : null);
	}

	private static URI parse(String text) {
		if (!text.chars().allMatch((character) -> character > ' ' && character < 0x7F)) {
			throw new IllegalArgumentException(
					"The base URL contains a space or another character that is not allowed in "
							+ "a URL: write the path with percent-encoding (%20 for a space), "
							+ "and the host name in its ASCII form (xn--)");
		}
		URI uri;
		try {
			uri = new URI(text);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("The base URL can't be parsed: " + ex.getReason());
		}
		if (!scheme(uri).matches("https?") || uri.getRawAuthority() == null) {
			throw new IllegalArgumentException("The base URL must be an absolute http or https URL with a host");
		}
		return uri;
	}

	private static String scheme(URI uri) {
		return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
	}

	// Anything before an @ may be a password, wherever it stands, and is not quoted.
	private static void checkAuthority(URI uri, boolean secret) {
		String authority = uri.getRawAuthority();
		if (uri.getRawUserInfo() != null || (secret && uri.getHost() == null)) {
			throw new IllegalArgumentException("The base URL must not contain a user name or password");
		}
		String port = WITH_PORT.matcher(authority).matches() ? authority.substring(authority.indexOf(':') + 1) : null;
		if (authority.endsWith(":") || uri.getPort() == 0 || uri.getPort() > MAX_PORT
				|| (uri.getHost() == null && port != null && !isPort(port))) {
			throw new IllegalArgumentException("The port in the base URL must be a number from 1 to " + MAX_PORT
					+ "; without a port, remove the colon as well");
		}
		if (uri.getHost() == null) {
			throw new IllegalArgumentException("The host in the base URL is not a name that every HTTP client can use: "
					+ authority + ". Names consist of letters, digits and hyphens, without underscores; "
					+ "give the server such a name, or use its IP address (IPv6 in square brackets)");
		}
		if (uri.getHost().indexOf('%') >= 0) {
			throw new IllegalArgumentException(
					"The IPv6 address in the base URL must not have a zone (the part after the %), "
							+ "which HTTP clients treat in different ways; use a host name instead");
		}
	}

	private static boolean isPort(String port) {
		return port.matches("\\d{1,5}") && Integer.parseInt(port) <= MAX_PORT && Integer.parseInt(port) > 0;
	}

	/**
	 * Return the URL of a resource of the API.
	 * @param path the resource's path, beginning with a slash
	 * @return the URL, with the query of the base URL, if it has one
	 */
	public URI resolve(String path) {
		return URI.create(this.root + path + ((this.query != null) ? "?" + this.query : ""));
	}

	/**
	 * Return the base URL without its query, which may contain a secret.
	 * @return the URL, without a slash at the end
	 */
	public URI withoutQuery() {
		return this.root;
	}

	@Override
	public String toString() {
		return this.root.toString();
	}

}
