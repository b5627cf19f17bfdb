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

package io.github.togetherspring.internal.info;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.info.Info;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherInfoContributor}.
 */
class TogetherInfoContributorTests {

	@ParameterizedTest
	@CsvSource({ "https://user:secret@host:1/v1?key=secret, host:1", "https://host/v1/, host", "' http://h:1/v1 ', h:1",
			"http://[::1]:8000/v1, [::1]:8000" })
	void hostOnly(String baseUrl, String host) {
		Info.Builder info = new Info.Builder();
		new TogetherInfoContributor(Map.of("default", baseUrl)).contribute(info);
		assertThat(info.build().getDetails()).hasToString("{together={clients={default=" + host + "}}}");
	}

}
