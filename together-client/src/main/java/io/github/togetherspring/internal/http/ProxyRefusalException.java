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

package io.github.togetherspring.internal.http;

import java.io.IOException;

/**
 * A proxy responded instead of the server, and did not forward the request.
 */
public final class ProxyRefusalException extends IOException {

	private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

	private static final int SERVER_ERROR = 500;

	private final int status;

	/**
	 * Create an exception.
	 * @param status the proxy's status
	 */
	public ProxyRefusalException(int status) {
		super((status == PROXY_AUTHENTICATION_REQUIRED)
				? "it requires credentials, or other ones (407), see 'together.proxy.username' and "
						+ "'together.proxy.password'"
				: "it does not open a tunnel to the server (" + status + ")");
		this.status = status;
	}

	/**
	 * Return whether a proxy refused a request, and would refuse another attempt too.
	 * @param error the error of the attempt
	 * @return whether it would
	 */
	public static boolean isFinal(Throwable error) {
		return error.getCause() instanceof ProxyRefusalException refusal && refusal.status < SERVER_ERROR;
	}

}
