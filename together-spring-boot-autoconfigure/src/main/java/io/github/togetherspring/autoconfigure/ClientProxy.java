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

package io.github.togetherspring.autoconfigure;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.StringUtils;

/**
 * The proxy of a client: where it is, what it is to be told, and which hosts are reached
 * through it.
 *
 * @param host its host, without the brackets of an IPv6 address
 * @param port its port
 * @param username the user name, or {@code null} if it wants none
 * @param password the password, empty if there is none
 * @param nonProxyHosts the hosts that are reached without it, in lower case
 */
record ClientProxy(String host, int port, @Nullable String username, String password, List<String> nonProxyHosts) {

	private static final Pattern HOST = Pattern.compile("[^\\s/:@\\[\\]]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?]?");

	private static final int MAX_PORT = 65535;

	/**
	 * Return the proxy that is configured for a client.
	 * @param setup the client's configuration
	 * @return the proxy, or {@code null} if there is none
	 */
	static @Nullable ClientProxy of(ClientSetup setup) {
		TogetherProperties.Proxy proxy = setup.properties().proxy();
		if (!StringUtils.hasText(proxy.host())) {
			return null;
		}
		String host = proxy.host().trim();
		if (!HOST.matcher(host).matches()) {
			throw setup.invalid("proxy.host", "It must be a host name or an address, without scheme and port");
		}
		if (proxy.port() < 1 || proxy.port() > MAX_PORT) {
			throw setup.invalid("proxy.port", "It must be from 1 to " + MAX_PORT + ": " + proxy.port());
		}
		String username = StringUtils.hasLength(proxy.username()) ? proxy.username() : null;
		if (username != null && username.contains(":")) {
			throw setup.invalid("proxy.username", "It must not have a colon in it");
		}
		return new ClientProxy(withoutBrackets(host), proxy.port(), username,
				Objects.requireNonNullElse(proxy.password(), ""),
				proxy.nonProxyHosts().stream().map((pattern) -> withoutBrackets(lowerCase(pattern))).toList());
	}

	InetSocketAddress unresolvedAddress() {
		return InetSocketAddress.createUnresolved(this.host, this.port);
	}

	/**
	 * Return the credentials as the value of a {@code Proxy-Authorization} header.
	 * @return the value, or {@code null} if the proxy wants none
	 */
	@Nullable String authorization() {
		return (this.username != null)
				? "Basic " + HttpHeaders.encodeBasicAuth(this.username, this.password, StandardCharsets.UTF_8) : null;
	}

	/**
	 * Return whether a URL is reached through this proxy.
	 * @param uri the URL
	 * @return whether it is
	 */
	boolean leadsTo(URI uri) {
		return this.nonProxyHosts.isEmpty() || leadsTo(host(uri));
	}

	/**
	 * Return whether a host is reached through this proxy.
	 * @param host the host's name or address
	 * @return whether it is
	 */
	boolean leadsTo(String host) {
		String name = withoutBrackets(lowerCase(host));
		return this.nonProxyHosts.stream().noneMatch((pattern) -> PatternMatchUtils.simpleMatch(pattern, name));
	}

	// A name with an underscore is no host to java.net.URI.
	private static String host(URI uri) {
		if (uri.getHost() != null) {
			return uri.getHost();
		}
		String authority = Objects.requireNonNullElse(uri.getAuthority(), "");
		return authority.substring(authority.indexOf('@') + 1).replaceFirst(":\\d*$", "");
	}

	private static String lowerCase(String text) {
		return text.toLowerCase(Locale.ROOT);
	}

	private static String withoutBrackets(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	/**
	 * Return host and port, and no credentials.
	 */
	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
