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

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.openai.core.Properties;
import org.openjdk.jmh.annotations.Benchmark;

import org.springframework.boot.SpringBootVersion;
import org.springframework.core.SpringVersion;

/**
 * Everything that was measured, and on what. A part that was not measured is null.
 */
class Results {

	private final Settings settings;

	private Measurements clients;

	private Measurements scale;

	private Measurements bulk;

	private List<DecoderRun.Row> decoder;

	private StartupRun.Startup startup;

	Results(Settings settings) {
		this.settings = settings;
	}

	Settings settings() {
		return this.settings;
	}

	Measurements clients() {
		return this.clients;
	}

	void setClients(Measurements clients) {
		this.clients = clients;
	}

	Measurements scale() {
		return this.scale;
	}

	void setScale(Measurements scale) {
		this.scale = scale;
	}

	Measurements bulk() {
		return this.bulk;
	}

	void setBulk(Measurements bulk) {
		this.bulk = bulk;
	}

	List<DecoderRun.Row> decoder() {
		return this.decoder;
	}

	void setDecoder(List<DecoderRun.Row> decoder) {
		this.decoder = decoder;
	}

	StartupRun.Startup startup() {
		return this.startup;
	}

	void setStartup(StartupRun.Startup startup) {
		this.startup = startup;
	}

	Map<String, Object> machine() {
		Map<String, Object> machine = new LinkedHashMap<>();
		machine.put("cores", Runtime.getRuntime().availableProcessors());
		machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
		machine.put("java", System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"));
		return machine;
	}

	Map<String, String> versions() {
		Map<String, String> versions = new LinkedHashMap<>();
		versions.put("Spring Boot", SpringBootVersion.getVersion());
		versions.put("Spring Framework", SpringVersion.getVersion());
		versions.put("Reactor Netty", version(reactor.netty.http.client.HttpClient.class));
		versions.put("Jackson", version(tools.jackson.databind.json.JsonMapper.class));
		versions.put("openai-java", jarVersion(Properties.class, "openai-java-core-"));
		versions.put("LangChain4j",
				jarVersion(dev.langchain4j.model.openai.OpenAiLanguageModel.class, "langchain4j-open-ai-"));
		versions.put("simple-openai", jarVersion(io.github.sashirestela.openai.SimpleOpenAI.class, "simple-openai-"));
		versions.put("JMH", jarVersion(Benchmark.class, "jmh-core-"));
		return versions;
	}

	private static String version(Class<?> type) {
		return type.getPackage().getImplementationVersion();
	}

	private static String jarVersion(Class<?> type, String prefix) {
		String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
		String name = path.substring(path.lastIndexOf('/') + 1);
		return name.substring(prefix.length(), name.length() - ".jar".length());
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("date", LocalDate.now(ZoneOffset.UTC).toString());
		json.put("quick", this.settings.quick());
		json.put("rounds", this.settings.rounds());
		json.put("machine", machine());
		json.put("versions", versions());
		json.put("clients", (this.clients != null) ? this.clients.toJson() : null);
		json.put("scale", (this.scale != null) ? this.scale.toJson() : null);
		json.put("bulk", (this.bulk != null) ? this.bulk.toJson() : null);
		json.put("decoder", this.decoder);
		json.put("startup", this.startup);
		return json;
	}

}
