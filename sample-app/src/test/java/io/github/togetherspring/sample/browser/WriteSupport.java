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

import java.util.List;

import org.openqa.selenium.WebElement;

/**
 * What the tests of the view for writing do again and again.
 */
abstract class WriteSupport extends BrowserTestSupport {

	void openWrite() {
		open("write");
	}

	void set(String label, String text) {
		type(field(label), text);
	}

	/**
	 * Write what can't be typed.
	 * @param label the text of the field's label
	 * @param text the text
	 */
	void paste(String label, String text) {
		this.driver.executeScript("arguments[0].value = arguments[1];", field(label), text);
	}

	void expandParameters() {
		this.driver.executeScript("document.querySelectorAll('.parameters details').forEach((it) => it.open = true)");
	}

	void choosePreset(String title) {
		button(title).click();
	}

	void run() {
		button("Run").click();
	}

	void runToTheEnd() {
		run();
		awaitState("done");
	}

	void awaitState(String state) {
		await(() -> state.equals(fact("State")));
	}

	/**
	 * Return one of the figures below the text, or of those of a problem.
	 * @param name its name
	 * @return what is announced, or an empty text
	 */
	String fact(String name) {
		return findAll(".output .facts > div").stream()
			.map(WebElement::getText)
			.filter((text) -> text.startsWith(name + "\n"))
			.map((text) -> text.substring(name.length() + 1))
			.findFirst()
			.orElse("");
	}

	String text() {
		return texts().get(0);
	}

	List<String> texts() {
		return findAll(".choice .text").stream().map((text) -> text.getDomProperty("textContent")).toList();
	}

	String problem() {
		return find(".output .problem").getText();
	}

}
