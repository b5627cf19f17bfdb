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

package io.github.togetherspring.benchmarks;

import java.nio.charset.StandardCharsets;

/**
 * Responses in the form of Together AI's. All texts of a stream differ, so that no client
 * gains from having seen one before.
 */
final class Payload {

	/**
	 * What the text of an event starts with when the time follows it at which the event
	 * was written, as 19 digits of {@link System#nanoTime()}. All processes of a machine
	 * share that clock.
	 */
	static final char TIMED = '@';

	static final int TIME_DIGITS = 19;

	static final String DONE = "data: [DONE]\n\n";

	private static final String MODEL = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

	private static final String WORDS = " the quick brown fox jumps over a lazy dog and runs home before it rains";

	private static final String BEFORE_TEXT = "data: {\"id\":\"oBUszH9-4Yz4kd-98019fa76a947327\",\"object\":"
			+ "\"completion.chunk\",\"created\":1758038918,\"choices\":[{\"index\":0,\"text\":\"";

	/**
	 * The number of bytes of an event before its text.
	 */
	static final int TEXT_OFFSET = BEFORE_TEXT.length();

	private Payload() {
	}

	/**
	 * Create an event.
	 * @param index its position in the stream
	 * @param size its number of bytes, with the empty line
	 * @param last whether it has the reason to finish
	 * @return the event
	 */
	static byte[] event(int index, int size, boolean last) {
		int room = size - event("", index, last, 0).length();
		String text = text(index, Math.max(TIME_DIGITS + 1, room / 2));
		return event(text, index, last, room % 2).getBytes(StandardCharsets.US_ASCII);
	}

	private static String event(String text, int index, boolean last, int padding) {
		return BEFORE_TEXT + text + "\",\"logprobs\":null,\"finish_reason\":" + (last ? "\"length\"" : "null")
				+ ",\"seed\":null,\"delta\":{\"token_id\":" + (10_000 + index % 80_000) + ",\"content\":\"" + text
				+ "\"}}],\"model\":\"" + MODEL + "\",\"usage\":null" + " ".repeat(padding) + "}\n\n";
	}

	private static String text(int index, int length) {
		String words = WORDS.substring(index % WORDS.length());
		return (" " + index + words + WORDS.repeat(length / WORDS.length() + 1)).substring(0, length);
	}

	/**
	 * Return a response in one piece, of 1.2 kB.
	 * @return the response
	 */
	static String response() {
		return "{\"id\":\"oBUszH9-4Yz4kd-98019fa76a947327\",\"object\":\"text.completion\",\"created\":1758038918,"
				+ "\"model\":\"" + MODEL + "\",\"prompt\":[],\"choices\":[{\"index\":0,\"text\":\"" + WORDS.repeat(12)
				+ "\",\"logprobs\":null,\"finish_reason\":\"length\",\"seed\":17298374650127364}],"
				+ "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":180,\"total_tokens\":189,\"cached_tokens\":0}}";
	}

}
