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

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Headers with credentials, recognized by their names: {@code Authorization},
 * {@code api-key}, {@code X-Auth-Token} and the like. Their values are as secret as the
 * API key, and may replace it.
 */
public final class CredentialHeaders {

	private static final Set<String> WORDS = Set.of("apikey", "auth", "authorization", "cookie", "credential",
			"credentials", "jwt", "key", "password", "secret", "token");

	// Shorter texts are words rather than keys, and may occur in any message.
	private static final int MIN_LENGTH = 8;

	private CredentialHeaders() {
	}

	/**
	 * Return whether any of the given headers has credentials.
	 * @param names the names of the headers
	 * @return whether there is one
	 */
	public static boolean isAnyIn(Collection<String> names) {
		for (String name : names) {
			if (isCredential(name)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return a text without the credentials of a request.
	 * @param text the text, such as a response that quotes the request
	 * @param headers the headers of the request, or {@code null} if they are not known
	 * @return the text with asterisks in place of the credentials
	 */
	public static String redact(String text, @Nullable HttpHeaders headers) {
		if (headers == null) {
			return text;
		}
		String[] redacted = { text };
		headers.forEach((name, values) -> {
			if (isCredential(name)) {
				redacted[0] = redact(redacted[0], values);
			}
		});
		return redacted[0];
	}

	private static String redact(String text, List<String> values) {
		String redacted = text;
		for (String value : values) {
			// Without the scheme, such as 'Bearer'.
			String credential = value.substring(value.indexOf(' ') + 1);
			if (credential.length() >= MIN_LENGTH) {
				redacted = redacted.replace(credential, "***");
			}
		}
		return redacted;
	}

	private static boolean isCredential(String name) {
		return Arrays.stream(name.toLowerCase(Locale.ROOT).split("[^a-z]+")).anyMatch(WORDS::contains);
	}

}
