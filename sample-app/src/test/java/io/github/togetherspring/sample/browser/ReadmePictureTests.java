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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the pictures of README.md. To renew them, copy
 * {@code target/screenshots/playground-*.png} to {@code docs/images}.
 */
class ReadmePictureTests extends WriteSupport {

	private static final int MAX_SIZE = 200_000;

	@Test
	void tokensWithProbabilities() throws IOException {
		this.chromium.size(1280, 920);
		openWrite();
		set("Prompt", "Once upon a time in a magical forest, there lived");
		set("Max tokens", "60");
		set("Temperature", "1");
		set("Top p", "");
		set("Logprobs", "4");
		set("Seed", "21");
		runToTheEnd();
		WebElement token = findAll(".token").stream()
			.filter((candidate) -> candidate.getDomAttribute("aria-label").matches(".*, [1-4]\\d %"))
			.findFirst()
			.orElseThrow();
		this.driver.executeScript("arguments[0].focus({ preventScroll: true }); scrollTo(0, 0)", token);
		assertThatPictureIsSmall("playground-tokens");
	}

	@Test
	void choicesSideBySide() throws IOException {
		this.chromium.size(1280, 920);
		this.chromium.colours("dark");
		openWrite();
		choosePreset("Three at once");
		set("Seed", "17");
		run();
		await(() -> texts().stream().allMatch((text) -> text.length() > 120));
		assertThatPictureIsSmall("playground-choices");
		button("Stop").click();
	}

	private void assertThatPictureIsSmall(String name) throws IOException {
		this.chromium.screenshotOfWindow(name);
		List<Path> pictures = List.of(Path.of("target", "screenshots", name + ".png"),
				Path.of("..", "docs", "images", name + ".png"));
		for (Path picture : pictures) {
			assertThat(Files.size(picture)).as(picture.toString()).isLessThan(MAX_SIZE);
		}
	}

}
