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

package io.github.togetherspring.sample.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.togetherspring.sample.bulk.BulkRunner;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a file from the command line gives the lines that
 * {@code POST /api/completions/bulk} gives.
 */
class BulkFileTests extends ApiTestSupport {

	@TempDir
	Path directory;

	@Test
	void linesAreThoseOfTheBulkPath(@Autowired BulkRunner runner) throws IOException {
		upstream.on(RequestPattern.prompt("1"))
			.respond(SimulatedResponse.json(200,
					"{\"choices\":[{\"text\":\"\\u2028<é\",\"seed\":18446744073709551615,\"x\":1.50}],\"usage\":null}"));
		upstream.on(RequestPattern.prompt("2"))
			.respond(SimulatedResponse.error(429, "rate_limit", "slow down").withHeader("retry-after", "7"));
		List<String> requests = List.of("{\"prompt\":\"1\"}", "{\"prompt\":\"2\"}", "{\"prompt\":\"3\",\"n\":0}");
		Path input = Files.write(this.directory.resolve("in.jsonl"), requests);
		Path output = this.directory.resolve("out.jsonl");
		runner.run(new DefaultApplicationArguments("--bulk=" + input, "--out=" + output));
		List<JsonNode> overHttp = lines(postForText(PATH + "/bulk", requests.toString())).stream()
			.map(this::withoutRequestId)
			.toList();
		assertThat(Files.readAllLines(output).stream().map(this::withoutRequestId)).hasSize(3)
			.containsExactlyElementsOf(overHttp);
		assertThat(Files.readString(output)).contains("\"seed\":18446744073709551615,\"x\":1.50}", "\"retry_after\":7");
	}

	// Each request has its own.
	private JsonNode withoutRequestId(String line) {
		return this.json.readTree(line.replaceAll("(request id |\"request_id\":\")[\\w-]+", "$1"));
	}

}
