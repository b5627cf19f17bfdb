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

package io.github.togetherspring.benchmarks.client;

import java.util.function.Function;

/**
 * The clients that are measured.
 */
public enum ContenderKind {

	/**
	 * The floor.
	 */
	RAW("Reactor Netty, bytes only", RawNettyContender::new),

	/**
	 * This project's client.
	 */
	TOGETHER("this client, `stream`", (baseUrl) -> new TogetherContender(baseUrl, false)),

	/**
	 * This project's client, read by blocking.
	 */
	TOGETHER_BLOCKING("this client, `openStream`", (baseUrl) -> new TogetherContender(baseUrl, true)),

	/**
	 * Written by hand.
	 */
	WEB_CLIENT("`WebClient` by hand", WebClientContender::new),

	/**
	 * OpenAI's client.
	 */
	OPENAI_JAVA("openai-java", OpenAiJavaContender::new),

	/**
	 * LangChain4j.
	 */
	LANGCHAIN4J("LangChain4j", LangChain4jContender::new),

	/**
	 * A small client.
	 */
	SIMPLE_OPENAI("simple-openai", SimpleOpenAiContender::new);

	private final String title;

	private final Function<String, Contender> factory;

	ContenderKind(String title, Function<String, Contender> factory) {
		this.title = title;
		this.factory = factory;
	}

	/**
	 * Returns what the client is called in tables.
	 * @return a title in Markdown
	 */
	public String title() {
		return this.title;
	}

	Contender open(String baseUrl) {
		return this.factory.apply(baseUrl);
	}

}
