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

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientProxy}.
 */
class ClientProxyTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://api.example.org/v1        |                            | true
			http://api.example.org/v1        | api.example.org            | false
			http://API.Example.org:8000/v1   | api.EXAMPLE.org            | false
			https://api.example.org/v1       | *.example.org              | false
			https://example.org/v1           | *.example.org              | true
			https://api.example.org.evil/v1  | *.example.org              | true
			https://apixexample.org/v1       | api.example.org            | true
			https://api.example.org/v1       | localhost, *.org           | false
			http://10.1.2.3:8000/v1          | 10.*                       | false
			http://[::1]:8000/v1             | ::1                        | false
			http://[::1]:8000/v1             | [::1]                      | false
			http://[fe80::2]:8000/v1         | ::1                        | true
			http://vllm_server:8000/v1       | vllm_server                | false
			http://vllm_server/v1            | vllm_*                     | false
			http://user@vllm_server:1/v1     | vllm_server                | false
			""")
	void hostsThatAreReachedWithoutIt(URI url, @Nullable String nonProxyHosts, boolean expected) {
		ClientProxy proxy = proxy("proxy", (nonProxyHosts != null) ? nonProxyHosts : "");
		assertThat(proxy.leadsTo(url)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "proxy.example.org, proxy.example.org", "' proxy ', proxy", "::1, ::1", "[::1], ::1",
			"fe80::1%eth0, fe80::1%eth0", "10.0.0.1, 10.0.0.1", "corporate_proxy, corporate_proxy" })
	void hostsOfProxies(String host, String expected) {
		assertThat(proxy(host, "").host()).isEqualTo(expected);
	}

	@Test
	void passwordIsNotShown() {
		assertThat(proxy("proxy", "")).hasToString("proxy:3128");
	}

	@ParameterizedTest
	@CsvSource({ "http://proxy, 3128, u, proxy.host", "proxy:3128, 3128, u, proxy.host", "a b, 3128, u, proxy.host",
			"proxy, 0, u, proxy.port", "proxy, 65536, u, proxy.port", "proxy, 3128, a:b, proxy.username" })
	void invalidSettingsAreNamed(String host, int port, String username, String setting) {
		assertThatExceptionOfType(InvalidConnectorSettingException.class)
			.isThrownBy(() -> new ClientProxy(host, port, username, "", List.of()))
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo(setting));
	}

	private static ClientProxy proxy(String host, String nonProxyHosts) {
		return new ClientProxy(host, 3128, "u", "sesame",
				Arrays.stream(nonProxyHosts.split(",")).map(String::trim).filter((name) -> !name.isEmpty()).toList());
	}

}
