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

package io.github.togetherspring.sample.page;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Settings for the page.
 *
 * @param server the kind of server, {@code simulator} or {@code service}
 * @param host the host and port of the server
 * @param defaultModel the model for requests that do not set one
 * @param models the suggested models
 * @param version the version of the library
 */
record PlaygroundInfo(String server, String host, @JsonProperty("default_model") @Nullable String defaultModel,
		List<String> models, String version) {

}
