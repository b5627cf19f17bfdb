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

import java.nio.charset.StandardCharsets;

/**
 * Answers in the shape of Together AI's, of an exact size. All texts of a stream are
 * different, so that nobody gains by having seen one before.
 */
public final class Payload {

	/**
	 * The last event of a stream.
	 */
	public static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

	// Below this size there is no room for the text in "delta" too.
	private static final int DELTA_FROM = 320;

	private static final String MODEL = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

	private static final String WORDS = " the quick brown fox jumps over a lazy dog and runs home before it rains";

	private Payload() {
	}

	/**
	 * Returns one event of a stream.
	 * @param index the position of the event in the stream
	 * @param size how many bytes it has, with the empty line behind it; a last one that
	 * is too small for the usage has some more
	 * @param last whether it finishes the text
	 * @return the event
	 */
	public static byte[] event(int index, int size, boolean last) {
		boolean delta = size >= DELTA_FROM;
		int room = size - event("", index, delta, last).length;
		String text = text(index, delta ? room / 2 : room);
		String event = new String(event(text, index, delta, last), StandardCharsets.UTF_8);
		// An odd byte that two equal texts can't fill.
		String padding = " ".repeat(Math.max(0, size - event.length()));
		return event.replace("}\n\n", padding + "}\n\n").getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] event(String text, int index, boolean delta, boolean last) {
		StringBuilder json = new StringBuilder("data: {\"id\":\"oBUszH9-4Yz4kd-98019fa76a947327\",");
		if (delta) {
			json.append("\"object\":\"completion.chunk\",\"created\":1758038918,");
		}
		json.append("\"choices\":[{\"index\":0,\"text\":\"").append(text).append("\",");
		if (delta) {
			json.append("\"logprobs\":null,");
		}
		json.append("\"finish_reason\":").append(last ? "\"length\"" : "null");
		if (delta) {
			json.append(",\"seed\":null,\"delta\":{\"token_id\":")
				.append(10_000 + index % 80_000)
				.append(",\"content\":\"")
				.append(text)
				.append("\"}");
		}
		json.append("}],\"model\":\"").append(MODEL).append("\"");
		if (last) {
			json.append(",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}");
		}
		else if (delta) {
			json.append(",\"usage\":null");
		}
		return json.append("}\n\n").toString().getBytes(StandardCharsets.UTF_8);
	}

	private static String text(int index, int length) {
		if (length < 0) {
			return "";
		}
		String number = " " + index;
		StringBuilder text = new StringBuilder(length + WORDS.length()).append(number);
		while (text.length() < length) {
			text.append(WORDS, index % WORDS.length(), WORDS.length()).append(WORDS);
		}
		text.setLength(length);
		return text.toString();
	}

	/**
	 * Returns an answer in one piece, of 200 words or so.
	 * @return the answer
	 */
	public static byte[] response() {
		String text = WORDS.repeat(12);
		return ("{\"id\":\"oBUszH9-4Yz4kd-98019fa76a947327\",\"object\":\"text.completion\",\"created\":1758038918,"
				+ "\"model\":\"" + MODEL + "\",\"prompt\":[],\"choices\":[{\"index\":0,\"text\":\"" + text
				+ "\",\"logprobs\":null,\"finish_reason\":\"length\",\"seed\":17298374650127364}],"
				+ "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":180,\"total_tokens\":189,\"cached_tokens\":0}}")
			.getBytes(StandardCharsets.UTF_8);
	}

}
