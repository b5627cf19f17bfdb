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

package io.github.togetherspring.sample.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.support.ui.Select;

import static io.github.togetherspring.simulator.script.RequestPattern.anyPrompt;
import static io.github.togetherspring.simulator.script.RequestPattern.prompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for what is taken for a prompt in the view for bulk: it is shown before anything
 * is sent, and what can't be understood is never sent.
 */
class BulkInputTests extends BrowserTestSupport {

	@TempDir
	Path directory;

	@ParameterizedTest
	@MethodSource("understood")
	void inputIsUnderstood(String file, String content, String told, List<String> prompts) throws IOException {
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		open("bulk");
		upload(file, content.getBytes(StandardCharsets.UTF_8));
		await(() -> told().startsWith(told));
		type(field("Calls at once"), "1");
		button("Run").click();
		await(() -> status().startsWith("Done: "));
		assertThat(sent()).extracting(ReceivedRequest::prompt).containsExactlyElementsOf(prompts);
	}

	static Stream<Arguments> understood() {
		return Stream.of(
				argumentSet("lines", "a.txt", "one\n\ntwo, and \"three\"\n",
						"2 prompts as lines of text. The first: \u201cone\u201d", List.of("one", "two, and \"three\"")),
				argumentSet("lines with brackets", "a.txt", "[INST] one [/INST]\n[INST] two [/INST]\n",
						"2 prompts as lines of text", List.of("[INST] one [/INST]", "[INST] two [/INST]")),
				argumentSet("an array of texts", "a.json", "[\n \"one\",\n \"two, [\\\"x\\\"]\"\n]\n",
						"2 prompts from a JSON array", List.of("one", "two, [\"x\"]")),
				argumentSet("an array of requests", "a.json", """
						[
							{ "prompt": "one", "stop": ["]", ","] },
							{ "prompt": "two",
							  "max_tokens": 3 }
						]""", "2 requests from a JSON array", List.of("one", "two")),
				argumentSet("an array of both", "a.json", "[{\"prompt\": \"one\"}, \"two\"]",
						"2 requests from a JSON array", List.of("one", "two")),
				argumentSet("an array that is pasted or in another file", "a.txt", "[\"one\", \"two\"]",
						"2 prompts from a JSON array", List.of("one", "two")),
				argumentSet("one request over several lines", "a.json", "{\n\"prompt\": \"one\"\n}",
						"1 request as JSON", List.of("one")),
				argumentSet("JSON Lines under another name", "a.json", "{\"prompt\": \"one\"}\n{\"prompt\": \"two\"}\n",
						"2 requests as JSON Lines", List.of("one", "two")),
				argumentSet("texts as JSON Lines", "a.jsonl", "\"one\"\n\"two\"\n", "2 requests as JSON Lines",
						List.of("one", "two")),
				argumentSet("a table", "a.csv", "\ufeffid,Prompt,note\r\n1,one,x\r\n2,\"two, \"\"2\"\"\nlines\",y\r\n",
						"2 prompts from column \u201cPrompt\u201d (\u201cid\u201d, \u201cnote\u201d not sent)",
						List.of("one", "two, \"2\"\nlines")),
				argumentSet("a table with semicolons", "a.csv", "prompt;id\none, two;1\n",
						"1 prompt from column \u201cprompt\u201d", List.of("one, two")),
				argumentSet("a table with tabs", "a.tsv", "id\tprompt\n1\tone, two\n",
						"1 prompt from column \u201cprompt\u201d", List.of("one, two")),
				argumentSet("a table in another file", "a.txt", "\"prompt\"\n\"one, two\"\n\n\"three\"",
						"2 prompts from column \u201cprompt\u201d", List.of("one, two", "three")),
				argumentSet("a table with rows that can't be right", "a.csv", "prompt,id\none,1\ntwo, three,2\n,3\n",
						"3 prompts from column \u201cprompt\u201d (\u201cid\u201d not sent); 2 can't be sent: no. 2 has 3 fields, "
								+ "and the first row 2 and 1 more. The first: \u201cone\u201d",
						List.of("one")),
				argumentSet("an array with items that are no request", "a.json",
						"[7, {\"text\": \"x\"}, null, \" \", \"one\"]",
						"5 requests from a JSON array; 4 can't be sent: no. 1 is neither a text nor a request and 3 more",
						List.of("one")),
				argumentSet("right to left", "a.csv", "prompt\n\u05e9\u05dc\u05d5\u05dd\n",
						"1 prompt from column \u201cprompt\u201d", List.of("\u05e9\u05dc\u05d5\u05dd")));
	}

	@ParameterizedTest
	@MethodSource("notUnderstood")
	void inputThatIsNotUnderstoodIsRefusedBeforeAnythingIsSent(String file, String content, String told)
			throws IOException {
		open("bulk");
		upload(file, content.getBytes(StandardCharsets.UTF_8));
		await(() -> told().startsWith(told));
		button("Run").click();
		assertThat(focused()).isIn(field("Prompts"), find("#bulk-column"));
		assertThat(field("Prompts").getDomAttribute("aria-invalid")).isEqualTo("true");
		assertThat(find(".bulk-progress").isDisplayed()).isFalse();
		assertThat(sent()).isEmpty();
		assertThatThePageIsAccessible();
	}

	static Stream<Arguments> notUnderstood() {
		return Stream.of(argumentSet("a broken array", "a.json", "[\"one\",\n\"two\"", "This is no JSON: "),
				argumentSet("a broken array that is pasted", "a.txt", "[{\"prompt\": \"one\"},\n", "This is no JSON: "),
				argumentSet("text for JSON", "a.json", "one\ntwo\n", "This is no JSON: "),
				argumentSet("a number", "a.json", "7",
						"Nothing can be sent: no. 1 is neither a request nor an array of them."),
				argumentSet("an empty array", "a.json", "[ ]", "There is no prompt in it."),
				argumentSet("an object around the array", "a.json", "{\"prompts\": [\"one\"]}",
						"Nothing can be sent: no. 1 has no \u201cprompt\u201d."),
				argumentSet("a table without prompts", "a.csv", "id,text\n1,one\n",
						"No column is called \u201cprompt\u201d. Choose the one that has the prompts."),
				argumentSet("a table without names", "a.csv", "one\ntwo\n", "No column is called \u201cprompt\u201d."),
				argumentSet("a table with the name twice", "a.csv", "prompt,prompt\none,two\n",
						"Two columns are called \u201cprompt\u201d."),
				argumentSet("a quote that is not closed", "a.csv", "prompt\none\n\"two\nthree\n",
						"The CSV can't be read. The quote in line 3 is not closed."),
				argumentSet("text after a quote", "a.csv", "prompt\n\"one\" two\n",
						"The CSV can't be read. In line 2 something follows a closing quote."),
				argumentSet("only names", "a.csv", "prompt\n", "There is no prompt in it."),
				argumentSet("broken JSON Lines", "a.jsonl", "{\"prompt\"\n",
						"Nothing can be sent: no. 1 is no JSON object."));
	}

	@ParameterizedTest
	@MethodSource("noText")
	void fileThatIsNoTextIsRefused(String file, byte[] content) throws IOException {
		open("bulk");
		upload(file, content);
		await(() -> !findAll("#view-bulk .problem").isEmpty());
		assertThat(find("#view-bulk .problem").getText()).startsWith("The file is no text\n").contains("UTF-8");
		assertThat(field("Prompts").getDomProperty("value")).isEmpty();
	}

	static Stream<Arguments> noText() {
		return Stream.of(
				argumentSet("a table program's own file", "a.csv", new byte[] { 'P', 'K', 3, 4, 0, 0, (byte) 0xe9 }),
				argumentSet("UTF-16", "a.csv", "prompt\none".getBytes(StandardCharsets.UTF_16LE)),
				argumentSet("Latin 1", "a.txt", "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1)));
	}

	@Test
	void anotherColumnAndAnotherFormatCanBeChosen() throws IOException {
		open("bulk");
		upload("a.csv", "id,text,prompt\n1,one,x\n".getBytes(StandardCharsets.UTF_8));
		await(() -> told().startsWith("1 prompt from column \u201cprompt\u201d"));
		new Select(field("Column")).selectByVisibleText("text");
		assertThat(told()).startsWith(
				"1 prompt from column \u201ctext\u201d (\u201cid\u201d, \u201cprompt\u201d not sent). The first: \u201cone\u201d");
		this.chromium.screenshot("bulk-csv-light");
		assertThatThePageIsAccessible();
		new Select(field("Format")).selectByVisibleText("Lines of text");
		assertThat(told()).startsWith("2 prompts as lines of text. The first: \u201cid,text,prompt\u201d");
		assertThat(find("#bulk-column").isDisplayed()).isFalse();
	}

	@Test
	void numbersInAnArrayAreSentAsTheyAreWritten() throws IOException {
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		open("bulk");
		upload("a.json", "[{\"prompt\": \"one\", \"seed\": 18446744073709551615}]".getBytes(StandardCharsets.UTF_8));
		await(() -> told().startsWith("1 request from a JSON array"));
		button("Run").click();
		await(() -> status().startsWith("Done: "));
		assertThat(sent()).singleElement()
			.extracting(ReceivedRequest::body)
			.asString()
			.contains("18446744073709551615");
	}

	@Test
	void refusedPromptsAreApartFromFailedOnes() throws IOException {
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		this.simulator.on(prompt("bad")).respond(error(400, "invalid_request_error", "Not today"));
		open("bulk");
		type(field("Prompts"), """
				{"prompt":"good"}
				{"prompt":"bad"}
				{"prompt":"cold","temperature":-1}
				{"text":"none"}""");
		button("Run").click();
		await(() -> status().equals("Done: 1 prompt completed, 1 failed, 2 not sent, 0 left"));
		assertThat(find(".bulk-progress").getText()).contains("Failed\n1\n", "Not sent\n2\n");
		assertThat(button("Run 1 failed prompt again").isDisplayed()).isTrue();
		button("Not sent 2").click();
		assertThat(rows()).satisfiesExactly(
				(row) -> assertThat(row).startsWith("3 cold Not sent").contains("'temperature' must not be negative"),
				(row) -> assertThat(row).startsWith("4 ").contains("Not sent It has no \u201cprompt\u201d"));
		button("Failed 1").click();
		assertThat(rows()).singleElement().asString().startsWith("2 bad 400 BadRequest Not today");
		this.chromium.screenshot("bulk-refused-light");
		assertThatThePageIsAccessible();
		this.chromium.colours("dark");
		this.chromium.screenshot("bulk-refused-dark");
		assertThatThePageIsAccessible();
	}

	@Test
	void blankResultIsToldAsBlank() {
		this.simulator.enqueue(completion(""), completion("\n\n"));
		open("bulk");
		type(field("Prompts"), "one\ntwo");
		type(field("Calls at once"), "1");
		button("Run").click();
		await(() -> status().startsWith("Done: 2 prompts completed"));
		assertThat(rows()).containsExactly("1 one Blank: the text has no character",
				"2 two Blank: 2 characters of white space");
	}

	private void upload(String name, byte[] content) throws IOException {
		field("From a file").sendKeys(Files.write(this.directory.resolve(name), content).toString());
	}

	private String told() {
		return find("#bulk-format").getText();
	}

	private String status() {
		return find(".bulk-status").getText();
	}

	private List<ReceivedRequest> sent() {
		return this.simulator.requests().stream().filter(ReceivedRequest::isCompletion).toList();
	}

}
