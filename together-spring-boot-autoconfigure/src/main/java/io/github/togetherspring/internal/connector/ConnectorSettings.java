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

import java.time.Duration;

import io.github.togetherspring.connector.HttpProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the connections of one client, as far as Spring Boot's
 * {@code HttpClientSettings} do not have them.
 *
 * @param client the name of the client
 * @param tls whether the server is called with TLS
 * @param protocol the version of HTTP, or {@code null} for that of the HTTP client
 * @param maxConnections the maximum number of open connections, at least 1, or
 * {@code null} for the default
 * @param maxIdleTime the time after which an idle connection is closed, up to 365 days,
 * or {@code null} for the default
 * @param proxy the proxy, or {@code null} for that of the system
 */
public record ConnectorSettings(String client, boolean tls, @Nullable HttpProtocol protocol,
		@Nullable Integer maxConnections, @Nullable Duration maxIdleTime, @Nullable ClientProxy proxy) {

	private static final Duration MAX_IDLE_TIME = Duration.ofDays(365);

	/**
	 * Create settings.
	 * @throws InvalidConnectorSettingException if a number or time is out of range
	 */
	public ConnectorSettings {
		// Reactor Netty's queue has room for twice as many calls.
		if (maxConnections != null && (maxConnections < 1 || maxConnections > Integer.MAX_VALUE / 2)) {
			throw new InvalidConnectorSettingException("http.max-connections",
					"It must be at least 1: " + maxConnections);
		}
		if (maxIdleTime != null && (maxIdleTime.isZero() || maxIdleTime.isNegative())) {
			throw new InvalidConnectorSettingException("http.max-idle-time", "It must be above zero: " + maxIdleTime);
		}
		if (maxIdleTime != null && maxIdleTime.compareTo(MAX_IDLE_TIME) > 0) {
			throw new InvalidConnectorSettingException("http.max-idle-time",
					"It must be 365 days at most: " + maxIdleTime);
		}
	}

	/**
	 * Return whether the settings leave everything to the HTTP client.
	 */
	boolean areDefaults() {
		return this.protocol == null && this.maxConnections == null && this.maxIdleTime == null && this.proxy == null;
	}

}
