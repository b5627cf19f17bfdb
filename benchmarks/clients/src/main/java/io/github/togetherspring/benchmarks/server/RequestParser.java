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

package io.github.togetherspring.benchmarks.server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds the end of each request and the first segment of its path.
 */
class RequestParser {

	private static final String LENGTH = "\ncontent-length:";

	private ByteBuffer received = ByteBuffer.allocate(4096);

	// Returns null as long as there is no whole request.
	String read(SocketChannel channel) throws IOException {
		if (!this.received.hasRemaining()) {
			this.received = ByteBuffer.allocate(2 * this.received.capacity()).put(this.received.flip());
		}
		if (channel.read(this.received) < 0) {
			throw new EOFException();
		}
		String text = new String(this.received.array(), 0, this.received.position(), StandardCharsets.ISO_8859_1);
		int endOfHead = text.indexOf("\r\n\r\n");
		if (endOfHead < 0 || !isWhole(text, endOfHead)) {
			return null;
		}
		this.received.clear();
		int start = text.indexOf('/') + 1;
		return text.substring(start, text.indexOf('/', start));
	}

	private static boolean isWhole(String text, int endOfHead) {
		String head = text.substring(0, endOfHead).toLowerCase(Locale.ROOT);
		int length = head.indexOf(LENGTH);
		if (length < 0) {
			return text.endsWith("\r\n0\r\n\r\n");
		}
		int end = head.indexOf('\r', length);
		String value = head.substring(length + LENGTH.length(), (end != -1) ? end : head.length());
		return text.length() >= endOfHead + 4 + Integer.parseInt(value.trim());
	}

}
