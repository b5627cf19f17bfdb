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

package io.github.togetherspring.completions;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.ConstructorDetector;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JsonView wire objects} under an application's Jackson settings.
 */
class JacksonSettingsTests {

	@Test
	void constructorsArePropertiesBased() {
		// What spring.jackson.constructor-detector=use_properties_based sets.
		JsonMapper mapper = JsonMapper.builder().constructorDetector(ConstructorDetector.USE_PROPERTIES_BASED).build();
		assertThat(mapper.readValue(WireFixtures.FULL, CompletionResponse.class).text()).isEqualTo(" blue");
		assertThat(mapper.readValue("-0.5", Logprobs.class).tokenLogprobs()).containsExactly(-0.5);
	}

	@Test
	void listsAreReadAsArrays() {
		JsonMapper mapper = JsonMapper.builder().enable(DeserializationFeature.USE_JAVA_ARRAY_FOR_JSON_ARRAY).build();
		assertThat(mapper.readValue(WireFixtures.FULL, CompletionResponse.class).text()).isEqualTo(" blue");
	}

	@Test
	void numberAsLogprobsHasOneForm() {
		assertThat(Logprobs.of(-0.5)).isEqualTo(WireFixtures.logprobs("-0.5"));
		assertThatIllegalArgumentException().isThrownBy(() -> Logprobs.of(Double.NaN));
	}

}
