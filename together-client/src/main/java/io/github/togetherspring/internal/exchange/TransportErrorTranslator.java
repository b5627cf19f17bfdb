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

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.http.ProxyRefusalException;
import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Translates the errors of HTTP clients into this library's. Each HTTP client has its own
 * classes for the same error, and may be missing from the class path, so the classes are
 * distinguished by name.
 */
public final class TransportErrorTranslator {

	private static final int MAX_CAUSES = 20;

	// Their messages may quote what the server sent, even a generated text or a prompt.
	private static final Set<Class<?>> QUOTING = Set.of(IllegalArgumentException.class, NumberFormatException.class,
			ProtocolException.class);

	// The messages of Netty, the JDK's client and Jetty if a proxy does not accept
	// CONNECT.
	private static final Pattern NO_TUNNEL = Pattern
		.compile("(?:, status: |Tunnel failed, got: |\\[HTTP/1\\.[01] (?=.*CONNECT))(\\d{3})");

	// Netty's and Jetty's counterparts of the ProtocolException of the JDK's client.
	private static final Set<String> NOT_HTTP = Set.of("TooLongHttpHeaderException", "TooLongHttpLineException",
			"ContentLengthNotAllowedException", "HttpResponseException", "BadMessageException");

	private static final Set<String> RESET_MESSAGES = Set.of("Connection reset", "Broken pipe", "RST_STREAM");

	// The JDK's client, for headers larger than 'jdk.http.maxHeaderSize'.
	private static final String TOO_LARGE = "Header size too big";

	private TransportErrorTranslator() {
	}

	public static Throwable beforeResponse(Throwable error) {
		if (!(error instanceof WebClientRequestException requestError)) {
			return ofFilter(error);
		}
		// Not the error itself, which contains the request's headers and thus the API
		// key.
		Throwable cause = withoutQuotes(requestError.getCause());
		if (isAboutPool(cause)) {
			return noResponse(requestError.getUri(), cause);
		}
		ProxyRefusalException refusal = refusal(cause);
		if (refusal != null) {
			return byProxy(requestError.getUri(), refusal);
		}
		if (causedBy(cause, "ConnectTimeoutException") || isTunnelTimeout(cause)) {
			return new TogetherTimeoutException(Phase.CONNECT, null, cause);
		}
		if (causedBy(cause, "TimeoutException")) {
			return new TogetherTimeoutException(Phase.RESPONSE, null, cause);
		}
		return noResponse(requestError.getUri(), cause);
	}

	private static ConnectionException noResponse(URI uri, Throwable cause) {
		Reason reason = reason(cause);
		return new ConnectionException(reason, switch (reason) {
			case POOL_EXHAUSTED ->
				"No connection is available: all that 'together.http.max-connections' allows are in use, "
						+ "and too many calls are waiting, or one has waited too long";
			case CERTIFICATE ->
				"The server's certificate is not trusted: " + uri.getAuthority() + ": " + rootMessage(cause);
			default -> "No response from " + uri.getAuthority() + ": " + rootMessage(cause);
		}, cause);
	}

	private static Reason reason(Throwable error) {
		if (isAboutPool(error)) {
			return Reason.POOL_EXHAUSTED;
		}
		if (findCause(error, TransportErrorTranslator::isAboutCertificate)) {
			return Reason.CERTIFICATE;
		}
		if (findCause(error, TransportErrorTranslator::isAboutProtocol)) {
			return Reason.PROTOCOL;
		}
		// The JDK's client also throws a ConnectException for a name without an address.
		if (findCause(error, TransportErrorTranslator::isAboutHostName)) {
			return Reason.UNRESOLVED;
		}
		if (findCause(error, TransportErrorTranslator::isAboutAddress)) {
			return Reason.REFUSED;
		}
		return findCause(error, TransportErrorTranslator::isAboutEnd) ? Reason.RESET : Reason.OTHER;
	}

	/**
	 * Return the error of an attempt that a proxy refused.
	 * @param uri the URL of the request
	 * @param refusal the proxy's refusal
	 * @return the error
	 */
	public static ConnectionException byProxy(URI uri, ProxyRefusalException refusal) {
		return new ConnectionException(Reason.PROXY,
				"The proxy on the way to " + uri.getAuthority() + " refuses: " + refusal.getMessage(), refusal);
	}

	private static @Nullable ProxyRefusalException refusal(@Nullable Throwable error) {
		@Nullable Throwable cause = error;
		for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
			Matcher status = NO_TUNNEL.matcher(String.valueOf(cause.getMessage()));
			if (status.find()) {
				return new ProxyRefusalException(Integer.parseInt(status.group(1)));
			}
			cause = cause.getCause();
		}
		return null;
	}

	private static boolean isTunnelTimeout(@Nullable Throwable error) {
		return findCause(error, (cause) -> cause.getClass().getSimpleName().endsWith("ProxyConnectException")
				&& String.valueOf(cause.getMessage()).endsWith(", timeout"));
	}

	// Other exceptions of the application's filters reach the caller unchanged.
	private static Throwable ofFilter(Throwable error) {
		if (error instanceof TimeoutException) {
			return new TogetherTimeoutException(Phase.RESPONSE, null, error);
		}
		if (error instanceof IOException) {
			Throwable cause = withoutQuotes(error);
			return new ConnectionException(reason(cause), "No response: " + rootMessage(cause), cause);
		}
		return error;
	}

	// It is a TimeoutException, but not about the server.
	private static boolean isAboutPool(Throwable error) {
		return causedBy(error, "PoolAcquireTimeoutException") || causedBy(error, "PoolAcquirePendingLimitException");
	}

	private static boolean isAboutCertificate(Throwable error) {
		return error instanceof CertificateException || error instanceof CertPathBuilderException
				|| error instanceof CertPathValidatorException;
	}

	private static boolean isAboutProtocol(Throwable error) {
		return error instanceof NotHttpException || NOT_HTTP.contains(error.getClass().getSimpleName());
	}

	private static boolean isAboutHostName(Throwable error) {
		return error instanceof UnknownHostException || error instanceof UnresolvedAddressException;
	}

	private static boolean isAboutAddress(Throwable error) {
		return error instanceof ConnectException || error instanceof NoRouteToHostException;
	}

	// Netty and the JDK have no classes for the errors of the operating system.
	private static boolean isAboutEnd(Throwable error) {
		String message = String.valueOf(error.getMessage());
		return error instanceof SocketException || error instanceof EOFException
				|| error instanceof ClosedChannelException
				|| error.getClass().getSimpleName().equals("PrematureCloseException")
				|| RESET_MESSAGES.stream().anyMatch(message::contains);
	}

	public static Throwable inBody(Throwable error, ResponseHead head) {
		if (error instanceof TogetherException) {
			return error;
		}
		if (causedBy(error, "TimeoutException")) {
			return new TogetherTimeoutException(Phase.STREAM_IDLE, null, error);
		}
		Throwable cause = withoutQuotes(error);
		return new ConnectionException(reason(cause),
				"The connection broke in the middle of the response: " + rootMessage(cause), head.withoutDetails(),
				cause);
	}

	public static TogetherException inStream(TogetherException error, ChunkDecoder events) {
		if (!(error instanceof ConnectionException)) {
			return error;
		}
		return new StreamTruncatedException("The connection broke in the middle of the stream: " + rootMessage(error),
				events.response(), error.getCause());
	}

	private static Throwable withoutQuotes(@Nullable Throwable error) {
		if (error == null || findCause(error, (cause) -> QUOTING.contains(cause.getClass()))) {
			boolean tooLarge = findCause(error, (cause) -> String.valueOf(cause.getMessage()).contains(TOO_LARGE));
			return new NotHttpException(tooLarge ? "The headers of the response are larger than the HTTP client accepts"
					: "What was sent or received is not valid HTTP");
		}
		return error;
	}

	private static boolean causedBy(@Nullable Throwable error, String nameEnd) {
		return findCause(error, (cause) -> cause.getClass().getSimpleName().endsWith(nameEnd));
	}

	private static boolean findCause(@Nullable Throwable error, Predicate<Throwable> condition) {
		@Nullable Throwable cause = error;
		for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
			if (condition.test(cause)) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	private static String rootMessage(Throwable error) {
		Throwable root = error;
		for (int i = 0; i < MAX_CAUSES; i++) {
			Throwable cause = root.getCause();
			if (cause == null) {
				break;
			}
			root = cause;
		}
		return (root.getMessage() != null) ? root.getMessage() : root.getClass().getSimpleName();
	}

	private static final class NotHttpException extends IOException {

		NotHttpException(String message) {
			super(message);
		}

	}

}
