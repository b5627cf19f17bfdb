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

package io.github.togetherspring.internal.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.StreamErrorException;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.github.togetherspring.testsupport.RawHttpServer.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What servers, proxies and networks do wrong, as scripts of a {@link RawHttpServer}, and
 * what a caller should see: the exception of a streamed call and of one without streaming
 * ({@code null} if the call succeeds), and the chunks before it.
 */
enum Fault {

	RESET_BEFORE_HEADERS(Connection::reset, ConnectionException.class, ConnectionException.class),

	END_BEFORE_HEADERS((connection) -> {
	}, ConnectionException.class, ConnectionException.class),

	STALL_BEFORE_HEADERS(Connection::awaitClosedByClient, TogetherTimeoutException.class,
			TogetherTimeoutException.class),

	NO_HTTP((connection) -> connection.write("SSH-2.0-OpenSSH_9.6\r\n\r\n").pause(), ConnectionException.class,
			ConnectionException.class),

	INVALID_STATUS((connection) -> connection.write("HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n").pause(),
			ConnectionException.class, ConnectionException.class),

	HINTS_BEFORE_THE_ANSWER((connection) -> {
		connection.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n").pause();
		serveWell(connection);
	}, null, null, "a", "b"),

	RESET_AFTER_HEADERS((connection) -> start(connection).pause().reset(), StreamTruncatedException.class,
			ConnectionException.class),

	END_AFTER_HEADERS(Fault::start, StreamTruncatedException.class, ConnectionException.class),

	STALL_AFTER_HEADERS((connection) -> start(connection).awaitClosedByClient(), TogetherTimeoutException.class,
			TogetherTimeoutException.class),

	BAD_FRAMING_AFTER_HEADERS((connection) -> connection
		.write("HTTP/1.1 200 OK\r\nContent-Type: " + type(connection)
				+ "\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n")
		.pause(), StreamTruncatedException.class, ConnectionException.class),

	RESET_IN_THE_MIDDLE((connection) -> begin(connection).pause().reset(), StreamTruncatedException.class,
			ConnectionException.class, "a", "b"),

	END_IN_THE_MIDDLE(Fault::begin, StreamTruncatedException.class, ConnectionException.class, "a", "b"),

	STALL_IN_THE_MIDDLE((connection) -> begin(connection).awaitClosedByClient(), TogetherTimeoutException.class,
			TogetherTimeoutException.class, "a", "b"),

	END_WITHOUT_A_FINISH(
			(connection) -> answer(connection, "200 OK", type(connection),
					connection.isForStream() ? event("a") : "{\"id\":"),
			StreamTruncatedException.class, UnreadableResponseException.class, "a"),

	CUT_IN_AN_EVENT(
			(connection) -> answer(connection, "200 OK", type(connection),
					connection.isForStream() ? event("a") + event("b").substring(0, 20) : Fault.JSON.substring(0, 20)),
			StreamTruncatedException.class, UnreadableResponseException.class, "a"),

	CUT_IN_A_CHARACTER((connection) -> {
		byte[] bytes = (connection.isForStream() ? event("a") + event("é") : Fault.JSON.replace("ab", "é"))
			.getBytes(StandardCharsets.UTF_8);
		int cut = 0;
		while (bytes[cut] >= 0) {
			cut++;
		}
		answer(connection, "200 OK", type(connection), "").write(Arrays.copyOf(bytes, cut + 1));
	}, StreamTruncatedException.class, UnreadableResponseException.class, "a"),

	EMPTY_ANSWER((connection) -> answer(connection, "200 OK", type(connection), ""), StreamTruncatedException.class,
			UnreadableResponseException.class),

	NO_CONTENT((connection) -> connection.write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
			StreamTruncatedException.class, UnreadableResponseException.class),

	ERROR_IN_THE_ANSWER(
			(connection) -> answer(connection, "200 OK", type(connection),
					(connection.isForStream() ? event("a") + "data: " : "")
							+ "{\"error\":{\"message\":\"GPU lost\"}}\n\n"),
			StreamErrorException.class, UnreadableResponseException.class, "a"),

	ERROR_FIELD(
			(connection) -> answer(connection, "200 OK", "text/event-stream",
					event("a") + "error: {\"message\":\"GPU lost\"}\n\n" + Fault.DONE),
			StreamErrorException.class, StreamErrorException.class, "a"),

	ERROR_WITHOUT_A_FRAME(
			(connection) -> answer(connection, "200 OK", "text/event-stream",
					event("a") + "{\"error\":{\"message\":\"GPU lost\"}}"),
			StreamErrorException.class, StreamErrorException.class, "a"),

	NOTHING_BUT_THE_END((connection) -> answer(connection, "200 OK", "text/event-stream", Fault.DONE),
			StreamTruncatedException.class, StreamTruncatedException.class),

	BROKEN_JSON(
			(connection) -> answer(connection, "200 OK", type(connection),
					(connection.isForStream() ? event("a") + "data: " : "") + "{\"choices\":[}\n\n"),
			UnreadableResponseException.class, UnreadableResponseException.class, "a"),

	HTML((connection) -> answer(connection, "200 OK", "text/html", "<html>Log in</html>"),
			UnreadableResponseException.class, UnreadableResponseException.class),

	HTML_THAT_STALLS((connection) -> {
		answer(connection, "200 OK", "text/html", "<html>Log in");
		connection.awaitClosedByClient();
	}, UnreadableResponseException.class, TogetherTimeoutException.class),

	WRONG_CONTENT_TYPE((connection) -> answer(connection, "200 OK", "text/plain", whole(connection)), null, null, "a",
			"b"),

	UNREADABLE_CONTENT_TYPE((connection) -> answer(connection, "200 OK", "no type", whole(connection)), null, null, "a",
			"b"),

	UNREADABLE_CONTENT_TYPE_THAT_STALLS((connection) -> {
		answer(connection, "200 OK", "no type", "data: ");
		connection.awaitClosedByClient();
	}, TogetherTimeoutException.class, TogetherTimeoutException.class),

	PLAIN_TEXT((connection) -> answer(connection, "200 OK", "text/plain", "busy"), UnreadableResponseException.class,
			UnreadableResponseException.class),

	PLAIN_TEXT_AS_A_STREAM((connection) -> answer(connection, "200 OK", "text/event-stream", "busy"),
			UnreadableResponseException.class, UnreadableResponseException.class),

	HTML_502((connection) -> answer(connection, "502 Bad Gateway", "text/html", "<html>Bad gateway</html>"),
			TogetherResponseException.ServerError.class, TogetherResponseException.ServerError.class),

	ERROR_BODY_THAT_STALLS((connection) -> {
		answer(connection, "503 Service Unavailable", "application/json", "{\"error\":");
		connection.awaitClosedByClient();
	}, TogetherResponseException.ServiceUnavailable.class, TogetherResponseException.ServiceUnavailable.class),

	ERROR_BODY_THAT_IS_CUT((connection) -> connection.write(
			"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"error\":"),
			TogetherResponseException.ServiceUnavailable.class, TogetherResponseException.ServiceUnavailable.class),

	ERROR_BODY_WITHOUT_END(
			(connection) -> answer(connection, "503 Service Unavailable", "text/plain", "")
				.writeForever("x".repeat(8192)),
			TogetherResponseException.ServiceUnavailable.class, TogetherResponseException.ServiceUnavailable.class),

	REDIRECT((connection) -> connection.write(
			"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/v1/completions\r\nContent-Length: 0\r\n\r\n"),
			UnreadableResponseException.class, UnreadableResponseException.class),

	LINE_WITHOUT_END(
			(connection) -> answer(connection, "200 OK", type(connection),
					connection.isForStream() ? event("a") + "data: " : "{\"id\":\"")
				.writeForever("x".repeat(8192)),
			UnreadableResponseException.class, UnreadableResponseException.class, "a"),

	DATA_AFTER_THE_END((connection) -> answer(connection, "200 OK", type(connection),
			connection.isForStream() ? whole(connection) + event("late") + "data: {\"error\":\"late\"}\n\n"
					: Fault.JSON),
			null, null, "a", "b"),

	OPEN_AFTER_THE_END((connection) -> {
		answer(connection, "200 OK", type(connection), whole(connection));
		if (connection.isForStream()) {
			connection.awaitClosedByClient();
		}
	}, null, null, "a", "b"),

	OPEN_AFTER_THE_FINISH((connection) -> {
		answer(connection, "200 OK", "text/event-stream", event("a") + Fault.FINISH);
		connection.awaitClosedByClient();
	}, null, null, "a", "b"),

	PINGS_AFTER_THE_FINISH((connection) -> answer(connection, "200 OK", "text/event-stream", event("a") + Fault.FINISH)
		.writeForever(": ping\n\n"), null, null, "a", "b"),

	RESET_AFTER_THE_FINISH(
			(connection) -> connection.startChunkedStream().writeChunk(event("a") + Fault.FINISH).pause().reset(), null,
			null, "a", "b"),

	SINGLE_LINE_ENDS((connection) -> answer(connection, "200 OK", "text/event-stream",
			(event("a") + event("b") + Fault.DONE).replace("\n\n", "\n")), null, null, "a", "b"),

	PINGS_WITH_A_TYPE((connection) -> answer(connection, "200 OK", "text/event-stream",
			event("a") + "event: ping\ndata: {\"type\":\"ping\"}\n\nevent: debug\ndata: busy\n\n" + event("b")
					+ Fault.DONE),
			null, null, "a", "b"),

	STREAM_LABELLED_JSON(
			(connection) -> answer(connection, "200 OK", "application/json", event("a") + event("b") + Fault.DONE),
			null, null, "a", "b"),

	JSON_LABELLED_STREAM(
			(connection) -> answer(connection, "200 OK", "text/event-stream", Fault.JSON + "\n\n" + Fault.DONE), null,
			null, "ab"),

	JSON_LABELLED_PLAIN_TEXT((connection) -> answer(connection, "200 OK", "text/plain", Fault.JSON), null, null, "ab"),

	JSON_AND_THE_END((connection) -> answer(connection, "200 OK", "application/json", Fault.JSON + "\n\n" + Fault.DONE),
			null, null, "ab"),

	JSON_TO_A_STREAM((connection) -> answer(connection, "200 OK", "application/json", Fault.JSON), null, null, "ab"),

	NO_CONTENT_TYPE((connection) -> answer(connection).write(whole(connection)), null, null, "a", "b"),

	JSON_WITHOUT_A_CONTENT_TYPE(
			(connection) -> answer(connection).pause().write("\r\n").pause().writeByteByByte(Fault.JSON), null, null,
			"ab"),

	ERROR_WITHOUT_A_CONTENT_TYPE((connection) -> answer(connection).write("{\"error\":{\"message\":\"GPU lost\"}}"),
			UnreadableResponseException.class, UnreadableResponseException.class),

	SINGLE_BYTES((connection) -> answer(connection, "200 OK", type(connection), "").writeByteByByte(whole(connection)),
			null, null, "a", "b"),

	COMMENTS(
			(connection) -> answer(connection, "200 OK", type(connection), connection.isForStream()
					? ": ping\n\n" + whole(connection).replace("data: {", ":\r\n: ping\r\ndata: {") : Fault.JSON),
			null, null, "a", "b");

	private static final String DONE = "data: [DONE]\n\n";

	private static final String FINISH = "data: {\"choices\":[{\"index\":0,\"text\":\"b\",\"finish_reason\":\"stop\"}]}\n\n";

	static final String JSON = "{\"id\":\"i\",\"choices\":[{\"index\":0,\"text\":\"ab\",\"finish_reason\":\"stop\"}]}";

	private final RawHttpServer.Script script;

	private final @Nullable Class<? extends Throwable> streamError;

	private final @Nullable Class<? extends Throwable> createError;

	private final List<String> chunks;

	Fault(RawHttpServer.Script script, @Nullable Class<? extends Throwable> streamError,
			@Nullable Class<? extends Throwable> createError, String... chunks) {
		this.script = script;
		this.streamError = streamError;
		this.createError = createError;
		this.chunks = List.of(chunks);
	}

	void serve(Connection connection) throws IOException {
		this.script.serve(connection);
	}

	@Nullable Class<? extends Throwable> error(boolean stream) {
		return stream ? this.streamError : this.createError;
	}

	/**
	 * Return the texts that a reader sees, before the error if there is one.
	 */
	List<String> texts(boolean stream) {
		if (stream) {
			return this.chunks;
		}
		return (this.createError == null) ? List.of("ab") : List.of();
	}

	/**
	 * Respond correctly.
	 */
	static void serveWell(Connection connection) throws IOException {
		answer(connection, "200 OK", type(connection), whole(connection));
	}

	static String event(String text) {
		return "data: {\"id\":\"i\",\"choices\":[{\"index\":0,\"text\":\"" + text + "\"}]}\n\n";
	}

	private static String whole(Connection connection) {
		return connection.isForStream() ? event("a") + event("b") + DONE : JSON;
	}

	private static String type(Connection connection) {
		return connection.isForStream() ? "text/event-stream" : "application/json";
	}

	// The end of the connection is the end of the body.
	private static Connection answer(Connection connection, String status, String type, String body)
			throws IOException {
		return connection
			.write("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nConnection: close\r\n\r\n" + body);
	}

	private static Connection answer(Connection connection) throws IOException {
		return connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
	}

	// The end of the connection is not the end of the body.
	private static Connection start(Connection connection) throws IOException {
		return connection.isForStream() ? connection.startChunkedStream() : connection.write(
				"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + JSON.length() + "\r\n\r\n");
	}

	static Connection begin(Connection connection) throws IOException {
		start(connection);
		return connection.isForStream() ? connection.writeChunk(event("a")).writeChunk(event("b"))
				: connection.write(JSON.substring(0, 20));
	}

}
