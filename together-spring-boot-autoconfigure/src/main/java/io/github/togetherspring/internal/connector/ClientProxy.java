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

package io.github.togetherspring.internal.connector;

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

/**
 * HTTP proxy of a client.
 *
 * @param host the host name or address; brackets of an IPv6 address are removed
 * @param port the port, from 1 to 65535
 * @param username the user name, without a colon, or {@code null} if the proxy needs no
 * credentials
 * @param password the password, may be empty
 * @param nonProxyHosts the hosts that are reached without the proxy, where {@code *}
 * stands for any text
 */
public record ClientProxy(String host, int port, @Nullable String username, String password,
		List<String> nonProxyHosts) {

	private static final Pattern HOST = Pattern.compile("[^\\s/:@\\[\\]]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?]?");

	private static final int MAX_PORT = 65535;

	/**
	 * Create a proxy.
	 * @throws InvalidConnectorSettingException if the host, the port or the user name is
	 * invalid
	 */
	public ClientProxy {
		host = host.trim();
		if (!HOST.matcher(host).matches()) {
			throw new InvalidConnectorSettingException("proxy.host",
					"It must be a host name or an address, without scheme and port");
		}
		if (port < 1 || port > MAX_PORT) {
			throw new InvalidConnectorSettingException("proxy.port", "It must be from 1 to " + MAX_PORT + ": " + port);
		}
		if (username != null && username.contains(":")) {
			throw new InvalidConnectorSettingException("proxy.username", "It must not contain a colon");
		}
		host = withoutBrackets(host);
		nonProxyHosts = nonProxyHosts.stream().map((pattern) -> withoutBrackets(lowerCase(pattern))).toList();
	}

	InetSocketAddress unresolvedAddress() {
		return InetSocketAddress.createUnresolved(this.host, this.port);
	}

	/**
	 * Return the credentials as the value of a {@code Proxy-Authorization} header.
	 * @return the value, or {@code null} if the proxy needs none
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

	// java.net.URI has no host if the name contains an underscore.
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
