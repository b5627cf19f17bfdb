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

package io.github.togetherspring.tools;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Client of the database of vulnerabilities at <a href="https://osv.dev">osv.dev</a>.
 */
class OsvClient {

	// The service takes up to 1,000.
	private static final int BATCH_SIZE = 500;

	private static final int MAX_PAGES = 100;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private final URI batchUri;

	/**
	 * Create a client.
	 * @param baseUri the URI of the service, with a slash at the end
	 */
	OsvClient(URI baseUri) {
		this.batchUri = baseUri.resolve("v1/querybatch");
	}

	/**
	 * Return the vulnerabilities of packages.
	 * @param purls the package URLs, with versions
	 * @return the identifiers of vulnerabilities, for each package that has some
	 * @throws IOException if the service cannot be reached, has another status than 200,
	 * or a response that is not complete
	 */
	Map<String, SortedSet<String>> vulnerabilities(List<String> purls) throws IOException {
		Map<String, SortedSet<String>> found = new TreeMap<>();
		for (int start = 0; start < purls.size(); start += BATCH_SIZE) {
			Map<String, String> pages = new LinkedHashMap<>();
			purls.subList(start, Math.min(start + BATCH_SIZE, purls.size())).forEach((purl) -> pages.put(purl, ""));
			int count = 0;
			while (!pages.isEmpty()) {
				if (++count > MAX_PAGES) {
					throw new IOException("more than " + MAX_PAGES + " pages of results");
				}
				readPages(pages, found);
			}
		}
		return found;
	}

	// Leaves only the packages with a further page, and its token.
	private void readPages(Map<String, String> pages, Map<String, SortedSet<String>> found) throws IOException {
		List<String> purls = List.copyOf(pages.keySet());
		JsonNode results = post(query(pages)).path("results");
		if (results.size() != purls.size()) {
			throw new IOException("%d results for %d packages".formatted(results.size(), purls.size()));
		}
		for (int i = 0; i < purls.size(); i++) {
			JsonNode result = results.get(i);
			for (JsonNode vulnerability : result.path("vulns")) {
				found.computeIfAbsent(purls.get(i), (purl) -> new TreeSet<>())
					.add(vulnerability.path("id").asString("without an identifier"));
			}
			String next = result.path("next_page_token").asString("");
			if (next.isEmpty()) {
				pages.remove(purls.get(i));
			}
			else {
				pages.put(purls.get(i), next);
			}
		}
	}

	private static Map<String, Object> query(Map<String, String> pages) {
		List<Map<String, Object>> queries = new ArrayList<>();
		pages.forEach((purl, token) -> queries.add(token.isEmpty() ? Map.of("package", Map.of("purl", purl))
				: Map.of("package", Map.of("purl", purl), "page_token", token)));
		return Map.of("queries", queries);
	}

	private JsonNode post(Object body) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(this.batchUri)
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
			.build();
		try {
			HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IOException("status " + response.statusCode());
			}
			return JsonMapper.shared().readTree(response.body());
		}
		catch (JacksonException ex) {
			throw new IOException("a response that is not JSON", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted");
		}
	}

}
